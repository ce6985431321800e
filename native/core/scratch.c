#include "scratch.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "../threads/system.h"

#if defined(_WIN32)
#include <malloc.h>
static void *aligned(size_t bytes) { return _aligned_malloc(bytes, 64); }
static void release(void *p) { _aligned_free(p); }
#else
static void *aligned(size_t bytes) { return aligned_alloc(64, (bytes + 63) & ~(size_t)63); }
static void release(void *p) { free(p); }
#endif

/* Each on a line of the cache of its own: a thread that takes the block which it had last meets no other. */
static struct {
  _Alignas(64) _Atomic uint32_t taken;
  void *memory; /* whoever has taken the block owns it */
  _Atomic uint64_t uses;
} blocks[RP_SCRATCH_BLOCKS];
static _Atomic uint64_t heap, held;

/*
 * The block that each CPU took last, whose memory its caches hold. Were it to go to another CPU, every line that is written
 * would have to be fetched from there: a product of 96x96 takes 1.25 times as long.
 */
#define CPUS 256
static _Atomic uint8_t last[CPUS];

static int take(int i) {
  return !atomic_load_explicit(&blocks[i].taken, memory_order_relaxed) &&
         !atomic_exchange_explicit(&blocks[i].taken, 1, memory_order_acquire);
}

static int take_any(void) {
  const uint32_t cpu = rp_system_cpu();
  const int known = cpu < CPUS, before = known ? atomic_load_explicit(&last[cpu], memory_order_relaxed) : 0;
  if (take(before)) return before;
  for (int i = 0; i < RP_SCRATCH_BLOCKS; i++) {
    if (!take(i)) continue;
    if (known) atomic_store_explicit(&last[cpu], (uint8_t)i, memory_order_relaxed);
    return i;
  }
  return -1;
}

void rp_scratch_give(rp_scratch s) {
  if (s.block >= 0) atomic_store_explicit(&blocks[s.block].taken, 0, memory_order_release);
  else if (s.memory) release(s.memory);
}

rp_scratch rp_scratch_take(size_t bytes) {
  const int i = bytes <= RP_SCRATCH_BYTES ? take_any() : -1;
  if (i >= 0) {
    if (!blocks[i].memory) {
      blocks[i].memory = aligned(RP_SCRATCH_BYTES);
      if (blocks[i].memory) atomic_fetch_add_explicit(&held, 1, memory_order_relaxed);
    }
    const rp_scratch s = {blocks[i].memory, i};
    if (s.memory) {
      const uint64_t uses = atomic_load_explicit(&blocks[i].uses, memory_order_relaxed);
      atomic_store_explicit(&blocks[i].uses, uses + 1, memory_order_relaxed);
      return s;
    }
    rp_scratch_give(s);
  }
  atomic_fetch_add_explicit(&heap, 1, memory_order_relaxed);
  return (rp_scratch){aligned(bytes ? bytes : 64), -1};
}

rp_scratch_stats rp_scratch_read(void) {
  const double from_heap = (double)atomic_load_explicit(&heap, memory_order_relaxed);
  rp_scratch_stats stats = {from_heap, from_heap, (double)atomic_load_explicit(&held, memory_order_relaxed), 0};
  for (int i = 0; i < RP_SCRATCH_BLOCKS; i++) {
    stats.taken += (double)atomic_load_explicit(&blocks[i].uses, memory_order_relaxed);
    stats.in_use += atomic_load_explicit(&blocks[i].taken, memory_order_relaxed);
  }
  return stats;
}
