/* How calls are split (threads/split.c): by the seeds, by measurements, and frozen. */
#include "../threads/split.h"

#include "../core/cpu.h"
#include "../threads/pool.h"
#include "calls.h"
#include "check.h"

static rp_split call(rp_kind kind, double bytes) {
  const rp_split s = rp_split_begin(kind, bytes, bytes);
  rp_split_end(&s);
  return s;
}

static double calls_of(rp_kind kind) {
  const rp_split_stats stats = rp_split_read(kind);
  return stats.alone.calls + stats.shared.calls;
}

static void by_the_seeds(void) {
  rp_split_freeze(1);
  rp_split_reset();
  for (uint32_t kind = 0; kind < RP_KINDS; kind++) {
    const double threshold = rp_split_read((rp_kind)kind).threshold;
    for (int i = 0; i < 300; i++) {
      const rp_split small = call((rp_kind)kind, threshold - 1), large = call((rp_kind)kind, threshold);
      expect(small.threads == 1, "kind %u: %u threads below the threshold", kind, small.threads);
      expect(large.threads == 2, "kind %u: %u threads from the threshold on", kind, large.threads);
      expect(!small.started && !large.started, "kind %u: a frozen call was timed", kind);
    }
    expect(calls_of((rp_kind)kind) == 0, "kind %u: frozen calls were recorded", kind);
    for (uint32_t band = 0; band < RP_SPLIT_BANDS; band++) {
      const rp_split_band b = rp_split_read_band((rp_kind)kind, band);
      expect(b.why == RP_WHY_FROZEN && b.decision == (b.from >= threshold), "kind %u, band %u: why %g", kind, band, b.why);
    }
    test_end();
  }
  const int by_page = rp_cpu_fetches_by_page();
  for (uint32_t kind = 0; kind < RP_KINDS; kind++) {
    for (int pages = 0; pages < 2; pages++) {
      rp_assume_fetches_by_page(pages);
      expect(!rp_split_begin((rp_kind)kind, 1e12, 1).stream, "kind %u: a byte is written around the caches", kind);
      const int streams = pages || kind != RP_KIND_MATMUL;
      const int large = (int)rp_split_begin((rp_kind)kind, 1e12, 1e12).stream;
      expect(large == streams, "kind %u, pages %d: %d, expected %d", kind, pages, large, streams);
      expect(!rp_split_begin((rp_kind)kind, 1e12, 0).stream, "kind %u: streaming stores where there can be none", kind);
    }
    test_end();
  }
  rp_assume_fetches_by_page(by_page);
  rp_split_freeze(0);
}

static void by_measurement(void) {
  const rp_kind kind = RP_KIND_STRIDED;
  const double threshold = rp_split_read(kind).threshold;
  expect(rp_split_read_band(kind, 0).why == RP_WHY_SMALL, "calls of 16 KiB are not timed");
  expect(rp_split_read_band(kind, 3).why == RP_WHY_SEED, "no call yet");
  /* Nothing is done in the calls: what is learned from them says nothing, but it is learned. */
  for (int i = 0; i < 8; i++) call(kind, 2 * threshold);
  expect(rp_split_read_band(kind, 3).why == RP_WHY_FEW, "eight calls are too few");
  uint32_t alone = 0;
  for (int i = 0; i < 1000; i++) alone += call(kind, 2 * threshold).threads == 1;
  const rp_split_band b = rp_split_read_band(kind, 3);
  expect(b.why == RP_WHY_MEASURED || b.why == RP_WHY_CHECKING, "after 1008 calls: why %g", b.why);
  expect(alone >= 31 && b.alone.calls >= 31 && b.shared.calls >= 31, "both ways were tried");
  expect(b.ratio > 0 && b.alone.median >= b.alone.p95 && b.shared.p95 > 0, "medians and P95");
  /* All until both ways are known, one in four from then on. */
  expect(calls_of(kind) >= 1008 / 4 && calls_of(kind) < 900, "%g of 1008 calls were recorded", calls_of(kind));
  test_end();
  /* Other bands, other kinds: nothing. */
  expect(rp_split_read_band(kind, 2).alone.calls == 0 && calls_of(RP_KIND_ELEMENTWISE) == 0, "another band learned");
  /* A new number of threads is a new question. */
  rp_set_threads(3);
  expect(calls_of(kind) == 0 && rp_split_read_band(kind, 3).why == RP_WHY_SEED, "measurements of 2 threads were kept for 3");
  rp_set_threads(1);
  call(kind, 4 * threshold);
  expect(rp_split_read_band(kind, 5).why == RP_WHY_ONE_THREAD, "one thread");
  expect(rp_split_read_band(kind, 5).decision == 0, "one thread cannot share");
}

void test_split(void) {
  if (!group_begin("split: seeds, measurements, frozen")) return;
  const uint32_t before = rp_pool_threads();
  rp_set_threads(2);
  by_the_seeds();
  rp_split_reset();
  by_measurement();
  rp_set_threads(before);
  group_end();
}
