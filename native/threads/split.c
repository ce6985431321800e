#include "split.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "pool.h"
#include "system.h"

/*
 * Seeds, in bytes moved, measured on two Sapphire Rapids cores: sharing costs about a microsecond while the workers spin,
 * and one core moves 60 to 90 GB/s from its L2.
 */
static const double threshold[RP_KINDS] = {
    [RP_KIND_ELEMENTWISE] = 256 << 10, [RP_KIND_REDUCE_ALL] = 256 << 10, [RP_KIND_REDUCE_ROWS] = 256 << 10,
    [RP_KIND_REDUCE_COLS] = 256 << 10, [RP_KIND_STRIDED] = 64 << 10,
};

/* Measurements decide between a quarter of the seed and four times it, in bands of a factor of two. */
#define BANDS 4
#define BAND_LOW 0.25
/* A median of this many recent calls; odd, so that it is one of them. */
#define SAMPLES 15
/* Until both ways are known every 16th call explores; afterwards every 512th. */
#define EXPLORE_UNKNOWN 16
#define EXPLORE_KNOWN 512
/* A way has to be this much faster than the one in use to replace it. */
#define MARGIN 1.1
/* Calls below this are not timed: two clock readings would be more than 5 % of them. */
#define TIMED_BYTES (64 << 10)

typedef struct way {
  _Atomic float recent[SAMPLES]; /* bytes per nanosecond */
  _Atomic uint32_t calls;
} way;

typedef struct band {
  way ways[2]; /* alone, shared */
  _Atomic uint32_t calls;
  _Atomic int32_t choice; /* 0 alone, 1 shared, -1 not decided */
} band;

/* Bands 0 … BANDS - 1 decide; the last one only collects what lies outside. */
static band bands[RP_KINDS][BANDS + 1];
static _Atomic int ready;

void rp_split_reset(void) {
  for (int k = 0; k < RP_KINDS; k++) {
    for (int b = 0; b <= BANDS; b++) {
      for (int w = 0; w < 2; w++) {
        atomic_store_explicit(&bands[k][b].ways[w].calls, 0, memory_order_relaxed);
      }
      atomic_store_explicit(&bands[k][b].calls, 0, memory_order_relaxed);
      atomic_store_explicit(&bands[k][b].choice, -1, memory_order_relaxed);
    }
  }
  atomic_store_explicit(&ready, 1, memory_order_release);
}

static int ascending(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

/* The recent speeds of a way, slowest first; how many there are. */
static size_t sorted(way *w, float *speeds) {
  uint32_t n = atomic_load_explicit(&w->calls, memory_order_relaxed);
  if (n > SAMPLES) n = SAMPLES;
  for (uint32_t i = 0; i < n; i++) speeds[i] = atomic_load_explicit(&w->recent[i], memory_order_relaxed);
  qsort(speeds, n, sizeof *speeds, ascending);
  return n;
}

static int band_of(rp_kind kind, double bytes) {
  double edge = threshold[kind] * BAND_LOW;
  if (bytes < edge) return BANDS;
  for (int b = 0; b < BANDS; b++) {
    edge *= 2;
    if (bytes < edge) return b;
  }
  return BANDS;
}

rp_split rp_split_begin(rp_kind kind, double bytes) {
  rp_split s = {1, kind, bytes, 0};
  const uint32_t threads = rp_pool_threads();
  if (bytes >= TIMED_BYTES) s.started = rp_nanoseconds();
  if (threads == 1 || bytes < threshold[kind] * BAND_LOW) return s;
  int shared = bytes >= threshold[kind];
  const int b = band_of(kind, bytes);
  if (b < BANDS) {
    if (!atomic_load_explicit(&ready, memory_order_acquire)) rp_split_reset();
    band *here = &bands[kind][b];
    const int32_t choice = atomic_load_explicit(&here->choice, memory_order_relaxed);
    if (choice >= 0) shared = choice;
    const uint32_t call = atomic_fetch_add_explicit(&here->calls, 1, memory_order_relaxed);
    const uint32_t other = atomic_load_explicit(&here->ways[!shared].calls, memory_order_relaxed);
    if (call % (other < SAMPLES ? EXPLORE_UNKNOWN : EXPLORE_KNOWN) == EXPLORE_UNKNOWN - 1) shared = !shared;
  }
  if (shared) s.threads = threads;
  return s;
}

void rp_split_end(const rp_split *s) {
  if (!s->started) return;
  const uint64_t took = rp_nanoseconds() - s->started;
  if (!atomic_load_explicit(&ready, memory_order_acquire)) rp_split_reset();
  band *here = &bands[s->kind][band_of((rp_kind)s->kind, s->bytes)];
  way *w = &here->ways[s->threads > 1];
  const uint32_t n = atomic_fetch_add_explicit(&w->calls, 1, memory_order_relaxed);
  atomic_store_explicit(&w->recent[n % SAMPLES], (float)(s->bytes / (double)(took ? took : 1)), memory_order_relaxed);
  if (here == &bands[s->kind][BANDS] || (n + 1) % SAMPLES) return;
  /* A full set of new samples: decide again. */
  float alone[SAMPLES], shared[SAMPLES];
  if (sorted(&here->ways[0], alone) < SAMPLES || sorted(&here->ways[1], shared) < SAMPLES) return;
  const float a = alone[SAMPLES / 2], b = shared[SAMPLES / 2];
  const int32_t choice = atomic_load_explicit(&here->choice, memory_order_relaxed);
  const int32_t now = choice >= 0 ? choice : s->bytes >= threshold[s->kind];
  atomic_store_explicit(&here->choice, now ? !(a > b * MARGIN) : b > a * MARGIN, memory_order_relaxed);
}

rp_split_stats rp_split_read(rp_kind kind) {
  rp_split_stats stats = {.threshold = threshold[kind]};
  for (int w = 0; w < 2; w++) {
    float all[SAMPLES * (BANDS + 1)];
    size_t n = 0;
    double calls = 0;
    for (int b = 0; b <= BANDS; b++) {
      calls += atomic_load_explicit(&bands[kind][b].ways[w].calls, memory_order_relaxed);
      n += sorted(&bands[kind][b].ways[w], all + n);
    }
    qsort(all, n, sizeof *all, ascending);
    const double median = n ? all[n / 2] * 1e9 : 0, p95 = n ? all[n / 20] * 1e9 : 0;
    if (w) stats.shared_calls = calls, stats.shared_median = median, stats.shared_p95 = p95;
    else stats.alone_calls = calls, stats.alone_median = median, stats.alone_p95 = p95;
  }
  return stats;
}
