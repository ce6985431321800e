#include "rivals.h"

#include <stdlib.h>

/* A burst ends each round of so many calls: while the other way is unknown, and afterwards. */
#define BURST 4
#define ROUND_UNKNOWN 16
#define ROUND_KNOWN 1024
/* A way has to be this much faster than the one in use to replace it. */
#define MARGIN 1.1f

static int ascending(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

size_t rp_rivals_speeds(rp_rivals *r, int way, float *speeds) {
  rp_way *w = &r->ways[way];
  uint32_t n = atomic_load_explicit(&w->calls, memory_order_relaxed);
  if (n > RP_SAMPLES) n = RP_SAMPLES;
  for (uint32_t i = 0; i < n; i++) speeds[i] = atomic_load_explicit(&w->recent[i], memory_order_relaxed);
  qsort(speeds, n, sizeof *speeds, ascending);
  return n;
}

int rp_rivals_choice(rp_rivals *r, int seed) {
  const int32_t decided = atomic_load_explicit(&r->decided, memory_order_relaxed);
  return decided ? decided - 1 : seed;
}

rp_turn rp_rivals_turn(rp_rivals *r, int choice) {
  const uint32_t call = atomic_fetch_add_explicit(&r->calls, 1, memory_order_relaxed);
  const uint32_t other = atomic_load_explicit(&r->ways[!choice].calls, memory_order_relaxed);
  const uint32_t round = other < RP_SAMPLES ? ROUND_UNKNOWN : ROUND_KNOWN;
  const uint32_t place = call % round;
  const int explores = place >= round - BURST;
  return (rp_turn){explores ? !choice : choice, place != 0 && place != round - BURST};
}

void rp_rivals_record(rp_rivals *r, int way, int seed, float speed) {
  rp_way *w = &r->ways[way];
  const uint32_t n = atomic_fetch_add_explicit(&w->calls, 1, memory_order_relaxed);
  atomic_store_explicit(&w->recent[n % RP_SAMPLES], speed, memory_order_relaxed);
  if ((n + 1) % RP_SAMPLES) return;
  /* A full set of new samples: decide again. */
  float first[RP_SAMPLES], second[RP_SAMPLES];
  if (rp_rivals_speeds(r, 0, first) < RP_SAMPLES || rp_rivals_speeds(r, 1, second) < RP_SAMPLES) return;
  const float a = first[RP_SAMPLES / 2], b = second[RP_SAMPLES / 2];
  const int better = rp_rivals_choice(r, seed) ? !(a > b * MARGIN) : b > a * MARGIN;
  atomic_store_explicit(&r->decided, better + 1, memory_order_relaxed);
}

void rp_rivals_forget(rp_rivals *r) {
  for (int way = 0; way < 2; way++) atomic_store_explicit(&r->ways[way].calls, 0, memory_order_relaxed);
  atomic_store_explicit(&r->calls, 0, memory_order_relaxed);
  atomic_store_explicit(&r->decided, 0, memory_order_relaxed);
}
