/*
 * What a decision costs: the nanoseconds of a pair of rp_split_begin() and rp_split_end() with no work between, in the
 * median of many batches. Prints lines `name nanoseconds`; bench/load/bookkeeping.ts builds and runs it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../native/threads/pool.h"
#include "../../native/threads/split.h"
#include "../../native/threads/system.h"

#define BATCHES 301
#define BATCH 20000

/* Keeps the compiler from leaving out what nobody reads. */
static volatile uint64_t sink;

static void clock_twice(double bytes) {
  (void)bytes;
  const uint64_t started = rp_nanoseconds();
  sink = rp_nanoseconds() - started;
}

static void decide(double bytes) {
  const rp_split s = rp_split_begin(RP_KIND_ELEMENTWISE, bytes, 0);
  sink = s.threads;
  rp_split_end(&s);
}

static void decide_both(double bytes) {
  const rp_split s = rp_split_begin(RP_KIND_ELEMENTWISE, bytes, 1);
  sink = s.threads;
  rp_split_end(&s);
}

static int ascending(const void *a, const void *b) {
  const double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void report(const char *name, void (*call)(double), double bytes) {
  static double times[BATCHES];
  for (int b = 0; b < BATCHES; b++) {
    const uint64_t started = rp_nanoseconds();
    for (int i = 0; i < BATCH; i++) call(bytes);
    times[b] = (double)(rp_nanoseconds() - started) / BATCH;
  }
  qsort(times, BATCHES, sizeof *times, ascending);
  printf("%s %.2f\n", name, times[BATCHES / 2]);
}

int main(void) {
  rp_pool_set_threads(2);
  report("clock", clock_twice, 0);
  report("untimed", decide, 60 << 10);
  report("timed", decide, 512 << 10);
  report("timed_large", decide, 8 << 20);
  report("timed_stores", decide_both, 4 << 20);
  rp_split_freeze(1);
  report("frozen", decide, 512 << 10);
  return 0;
}
