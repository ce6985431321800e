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
    [RP_KIND_MATMUL] = 640 << 10,
};

/*
 * Measurements decide from a quarter of the seed on, in bands of a factor of two. Up to four times the seed both ways are
 * always tried. Above, sharing wins wherever the CPUs are free, and a call alone costs as many times more as there are
 * threads: it is tried only where the shared calls vary, as they do when other work holds a thread up. Beyond the last
 * band a call takes longer than the scheduler lets a thread wait, and is always shared.
 */
#define BANDS RP_SPLIT_BANDS
#define BAND_LOW 0.25
#define BANDS_TRIED 4
/* Calls below this are not timed: two clock readings would be more than 5 % of them. */
#define TIMED_BYTES (64 << 10)

/*
 * Streaming stores: measurements decide from half the seed up to sixteen times it. The seed is a little more than the L2
 * caches of the threads. On Sapphire Rapids streaming stores win by 1.4 from there on. On Zen 5 they win on one thread;
 * on two they are held to what one can write, and ordinary ones win by 2 until the L3 is full. On Zen 3 they win by 1.3 to 2
 * from 8 MiB on, and from there on where results take turns (one written again and again by two threads: 0.6 to 1.06 up to
 * 4 MiB). Products of up to a block of k win, on Sapphire Rapids, by 1.2 to 2.5 for a k of 8, by 1.1 to 1.3 for 64, and by
 * nothing for 512. On Zen 3, whose cores write around the caches slowly where lines follow on different pages, they lose by
 * 2 to 3.5 for a k of 8 (1.2 from memory), and by 1.1 for 64: there, only what is measured can ask for them.
 */
#define STORE_BANDS 5
#define STORE_LOW 0.5
#define STORE_SEED 1.25
#define STORE_SEED_BAND 1 /* the first at or above the seed */

/* What learns from a call. */
#define THREADS 1u
#define STORES 2u

static _Atomic uint32_t frozen; /* the seeds decide, and nothing is timed */

/* Bands 0 … BANDS - 1 decide; the last one only collects what lies outside. */
static rp_rivals splits[RP_KINDS][BANDS + 1]; /* alone, shared */
/* Of products (which count other bytes) or not, alone or shared: ordinary, streaming. */
static rp_rivals stores[2][2][STORE_BANDS];

void rp_split_reset(void) {
  for (int k = 0; k < RP_KINDS; k++) {
    for (int b = 0; b <= BANDS; b++) rp_rivals_forget(&splits[k][b]);
  }
  for (int i = 0; i < 4; i++) {
    for (int b = 0; b < STORE_BANDS; b++) rp_rivals_forget(&stores[i / 2][i % 2][b]);
  }
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

static double store_seed(uint32_t threads) { return STORE_SEED * (double)rp_cache_sizes().l2 * threads; }
static int streams_by_seed(rp_kind kind, int is_large) {
  return is_large && (kind != RP_KIND_MATMUL || rp_cpu_fetches_by_page());
}

static rp_rivals *stores_of(const rp_split *s) {
  return &stores[s->kind == RP_KIND_MATMUL][s->threads > 1][s->store_band];
}

rp_split rp_split_begin(rp_kind kind, double bytes, double streamed) {
  rp_split s = {.threads = 1, .kind = kind, .bytes = bytes, .counts = THREADS};
  if (bytes < TIMED_BYTES) return s;
  const int learns = !rp_split_frozen();
  const uint32_t threads = rp_pool_threads();
  int explores = 0;
  s.band = (uint32_t)band_of(bytes, threshold[kind] * BAND_LOW, BANDS);
  if (threads > 1 && bytes >= threshold[kind] * BAND_LOW) {
    const int seed = bytes >= threshold[kind], band = (int)s.band;
    int shared = seed;
    if (learns && band < BANDS) {
      rp_rivals *r = &splits[kind][band];
      shared = rp_rivals_choice(r, seed);
      const rp_turn turn = rp_rivals_turn(r, shared, band >= BANDS_TRIED && shared == seed);
      explores = turn.way != shared;
      shared = turn.way;
      if (!turn.counts) s.counts = 0;
    }
    if (shared) s.threads = threads;
  }
  if (streamed > 0) {
    const double from = store_seed(s.threads);
    const int seed = streams_by_seed(kind, streamed >= from);
    s.stream = (uint32_t)seed;
    s.store_band = learns ? (uint32_t)band_of(streamed, from * STORE_LOW, STORE_BANDS) : STORE_BANDS;
    if (s.store_band < STORE_BANDS) {
      rp_rivals *r = stores_of(&s);
      s.stream = (uint32_t)rp_rivals_choice(r, seed);
      /* One thing at a time, so that each is compared with the other's best. */
      if (!explores) {
        const rp_turn turn = rp_rivals_turn(r, (int)s.stream, 0);
        if (turn.way != (int)s.stream) s.counts = 0;
        if (turn.counts) s.counts |= STORES;
        s.stream = (uint32_t)turn.way;
      }
    }
  }
  if (learns && s.counts) s.started = rp_nanoseconds();
  return s;
}

void rp_split_end(const rp_split *s) {
  if (!s->started) return;
  const uint64_t took = rp_nanoseconds() - s->started;
  const float speed = (float)(s->bytes / (double)(took ? took : 1));
  const rp_kind kind = (rp_kind)s->kind;
  if (s->counts & THREADS) {
    rp_rivals_record(&splits[kind][s->band], s->threads > 1, s->bytes >= threshold[kind], speed);
  }
  if (s->counts & STORES) {
    const int seed = streams_by_seed(kind, s->store_band >= STORE_SEED_BAND);
    rp_rivals_record(stores_of(s), (int)s->stream, seed, speed);
  }
}

void rp_split_freeze(int freeze) { atomic_store_explicit(&frozen, freeze != 0, memory_order_relaxed); }
int rp_split_frozen(void) { return (int)atomic_load_explicit(&frozen, memory_order_relaxed); }

/* ---- what threadingInfo() shows ---- */

static int ascending(const void *a, const void *b) {
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

rp_split_stats rp_split_read(rp_kind kind) {
  rp_split_stats stats = {.threshold = threshold[kind]};
  for (int w = 0; w < 2; w++) {
    float all[RP_SAMPLES * (BANDS + 1)];
    size_t n = 0;
    rp_throughput *t = w ? &stats.shared : &stats.alone;
    for (int b = 0; b <= BANDS; b++) {
      t->calls += atomic_load_explicit(&splits[kind][b].ways[w].calls, memory_order_relaxed);
      n += rp_rivals_speeds(&splits[kind][b], w, all + n);
    }
    qsort(all, n, sizeof *all, ascending);
    if (n) t->median = all[n / 2] * 1e9, t->p95 = all[n / 20] * 1e9;
  }
  return stats;
}

static rp_throughput throughput(rp_rivals *r, int way) {
  const rp_measured m = rp_rivals_measure(r, way);
  const double calls = atomic_load_explicit(&r->ways[way].calls, memory_order_relaxed);
  return (rp_throughput){calls, m.median * 1e9, m.p95 * 1e9};
}

rp_split_band rp_split_read_band(rp_kind kind, uint32_t band) {
  const double from = threshold[kind] * BAND_LOW * (double)(1u << band);
  const int seed = from >= threshold[kind];
  rp_rivals *r = &splits[kind][band];
  rp_split_band s = {.from = from, .to = 2 * from, .decision = seed, .why = RP_WHY_SEED};
  s.alone = throughput(r, 0);
  s.shared = throughput(r, 1);
  s.changes = atomic_load_explicit(&r->changes, memory_order_relaxed);
  if (rp_pool_threads() == 1) {
    s.decision = 0;
    s.why = RP_WHY_ONE_THREAD;
  } else if (rp_split_frozen()) {
    s.why = RP_WHY_FROZEN;
  } else if (s.to <= TIMED_BYTES) {
    s.why = RP_WHY_SMALL;
  } else {
    const int choice = rp_rivals_choice(r, seed);
    const rp_measured in_force = rp_rivals_measure(r, choice), other = rp_rivals_measure(r, !choice);
    s.decision = choice;
    if (atomic_load_explicit(&r->challenged, memory_order_relaxed)) {
      s.why = RP_WHY_CHECKING;
    } else if (atomic_load_explicit(&r->decided, memory_order_relaxed)) {
      s.why = RP_WHY_MEASURED;
    } else if (in_force.samples + other.samples > 0) {
      const int steady = !atomic_load_explicit(&r->varies, memory_order_relaxed);
      s.why = band >= BANDS_TRIED && steady && in_force.samples == RP_SAMPLES ? RP_WHY_STEADY : RP_WHY_FEW;
    }
    if (in_force.median > 0 && other.median > 0) s.ratio = rp_rivals_cost(other) / rp_rivals_cost(in_force);
  }
  return s;
}
