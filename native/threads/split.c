#include "split.h"

#include <stdlib.h>

#include "../core/cpu.h"
#include "pool.h"
#include "rivals.h"
#include "system.h"

/*
 * Seeds, in bytes moved, measured on two Sapphire Rapids cores: sharing costs about a microsecond while the workers spin,
 * and one core moves 60 to 90 GB/s from its L2.
 */
static const double threshold[RP_KINDS] = {
    [RP_KIND_ELEMENTWISE] = 256 << 10, [RP_KIND_REDUCE_ALL] = 256 << 10, [RP_KIND_REDUCE_ROWS] = 256 << 10,
    [RP_KIND_REDUCE_COLS] = 256 << 10, [RP_KIND_STRIDED] = 64 << 10,
    [RP_KIND_MATMUL] = 512 << 10,
};

/* Measurements decide between a quarter of the seed and four times it, in bands of a factor of two. */
#define BANDS 4
#define BAND_LOW 0.25
/* Calls below this are not timed: two clock readings would be more than 5 % of them. */
#define TIMED_BYTES (64 << 10)

/*
 * Streaming stores: measurements decide from half the seed up to sixteen times it. The seed is a little more than the L2
 * caches of the threads. On Sapphire Rapids streaming stores win by 1.4 from there on. On Zen 5 they win on one thread;
 * on two they are held to what one can write, and ordinary ones win by 2 until the L3 is full.
 */
#define STORE_BANDS 5
#define STORE_LOW 0.5
#define STORE_SEED 1.25

/* What learns from a call. */
#define THREADS 1u
#define STORES 2u

/* Bands 0 … BANDS - 1 decide; the last one only collects what lies outside. */
static rp_rivals splits[RP_KINDS][BANDS + 1]; /* alone, shared */
static rp_rivals stores[2][STORE_BANDS];      /* alone or shared: ordinary, streaming */

void rp_split_reset(void) {
  for (int k = 0; k < RP_KINDS; k++) {
    for (int b = 0; b <= BANDS; b++) rp_rivals_forget(&splits[k][b]);
  }
  for (int b = 0; b < STORE_BANDS; b++) rp_rivals_forget(&stores[0][b]), rp_rivals_forget(&stores[1][b]);
}

/* The band of so many bytes, of `count` that begin at `low` and double; `count` when there is none. */
static int band_of(double bytes, double low, int count) {
  if (bytes < low) return count;
  for (int b = 0; b < count; b++) {
    low *= 2;
    if (bytes < low) return b;
  }
  return count;
}

static rp_rivals *split_rivals(rp_kind kind, double bytes) {
  return &splits[kind][band_of(bytes, threshold[kind] * BAND_LOW, BANDS)];
}

static double store_seed(uint32_t threads) { return STORE_SEED * (double)rp_cache_sizes().l2 * threads; }

/* NULL where the size alone decides. */
static rp_rivals *store_rivals(uint32_t threads, double bytes) {
  const int b = band_of(bytes, store_seed(threads) * STORE_LOW, STORE_BANDS);
  return b < STORE_BANDS ? &stores[threads > 1][b] : NULL;
}

rp_split rp_split_begin(rp_kind kind, double bytes, int may_stream) {
  rp_split s = {.threads = 1, .kind = kind, .bytes = bytes, .counts = THREADS};
  if (bytes < TIMED_BYTES) return s;
  const uint32_t threads = rp_pool_threads();
  int explores = 0;
  if (threads > 1 && bytes >= threshold[kind] * BAND_LOW) {
    int shared = bytes >= threshold[kind];
    rp_rivals *r = split_rivals(kind, bytes);
    if (r != &splits[kind][BANDS]) {
      shared = rp_rivals_choice(r, shared);
      const rp_turn turn = rp_rivals_turn(r, shared);
      explores = turn.way != shared;
      shared = turn.way;
      if (!turn.counts) s.counts = 0;
    }
    if (shared) s.threads = threads;
  }
  if (may_stream) {
    const int seed = bytes > store_seed(s.threads);
    rp_rivals *r = store_rivals(s.threads, bytes);
    s.stream = (uint32_t)(r ? rp_rivals_choice(r, seed) : seed);
    /* One thing at a time, so that each is compared with the other's best. */
    if (r && !explores) {
      const rp_turn turn = rp_rivals_turn(r, (int)s.stream);
      if (turn.way != (int)s.stream) s.counts = 0;
      if (turn.counts) s.counts |= STORES;
      s.stream = (uint32_t)turn.way;
    }
  }
  s.started = rp_nanoseconds();
  return s;
}

void rp_split_end(const rp_split *s) {
  if (!s->started || !s->counts) return;
  const uint64_t took = rp_nanoseconds() - s->started;
  const float speed = (float)(s->bytes / (double)(took ? took : 1));
  const rp_kind kind = (rp_kind)s->kind;
  if (s->counts & THREADS) {
    rp_rivals_record(split_rivals(kind, s->bytes), s->threads > 1, s->bytes >= threshold[kind], speed);
  }
  if (s->counts & STORES) {
    rp_rivals *r = store_rivals(s->threads, s->bytes);
    if (r) rp_rivals_record(r, (int)s->stream, s->bytes > store_seed(s->threads), speed);
  }
}

static int ascending(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

rp_split_stats rp_split_read(rp_kind kind) {
  rp_split_stats stats = {.threshold = threshold[kind]};
  for (int w = 0; w < 2; w++) {
    float all[RP_SAMPLES * (BANDS + 1)];
    size_t n = 0;
    double calls = 0;
    for (int b = 0; b <= BANDS; b++) {
      calls += atomic_load_explicit(&splits[kind][b].ways[w].calls, memory_order_relaxed);
      n += rp_rivals_speeds(&splits[kind][b], w, all + n);
    }
    qsort(all, n, sizeof *all, ascending);
    const double median = n ? all[n / 2] * 1e9 : 0, p95 = n ? all[n / 20] * 1e9 : 0;
    if (w) stats.shared_calls = calls, stats.shared_median = median, stats.shared_p95 = p95;
    else stats.alone_calls = calls, stats.alone_median = median, stats.alone_p95 = p95;
  }
  return stats;
}
