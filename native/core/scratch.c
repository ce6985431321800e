#include "scratch.h"

#include <stdatomic.h>
#include <stdlib.h>

#if defined(_WIN32)
#include <malloc.h>
static void *aligned(size_t bytes) { return _aligned_malloc(bytes, 64); }
static void release(void *p) { _aligned_free(p); }
#else
static void *aligned(size_t bytes) { return aligned_alloc(64, (bytes + 63) & ~(size_t)63); }
static void release(void *p) { free(p); }
#endif

/* Bit i of `used`: block i is taken. Whoever holds the bit owns blocks[i]. */
static _Atomic uint64_t used;
static void *blocks[RP_SCRATCH_BLOCKS];
static _Atomic uint64_t taken, heap, held;

rp_scratch rp_scratch_take(size_t bytes) {
  atomic_fetch_add_explicit(&taken, 1, memory_order_relaxed);
  if (bytes <= RP_SCRATCH_BYTES) {
    uint64_t now = atomic_load_explicit(&used, memory_order_relaxed);
    while (~now) {
      int i = 0;
      while ((now >> i) & 1) i++;
      if (!atomic_compare_exchange_weak_explicit(&used, &now, now | (uint64_t)1 << i, memory_order_acquire,
                                                 memory_order_relaxed))
        continue;
      if (!blocks[i]) {
        blocks[i] = aligned(RP_SCRATCH_BYTES);
        if (blocks[i]) atomic_fetch_add_explicit(&held, 1, memory_order_relaxed);
      }
      if (!blocks[i]) {
        atomic_fetch_and_explicit(&used, ~((uint64_t)1 << i), memory_order_relaxed);
        break;
      }
      return (rp_scratch){blocks[i], i};
    }
  }
  atomic_fetch_add_explicit(&heap, 1, memory_order_relaxed);
  return (rp_scratch){aligned(bytes ? bytes : 64), -1};
}

void rp_scratch_give(rp_scratch s) {
  if (s.block >= 0) atomic_fetch_and_explicit(&used, ~((uint64_t)1 << s.block), memory_order_release);
  else if (s.memory) release(s.memory);
}

rp_scratch_stats rp_scratch_read(void) {
  uint64_t now = atomic_load_explicit(&used, memory_order_relaxed), in_use = 0;
  for (; now; now &= now - 1) in_use++;
  return (rp_scratch_stats){(double)atomic_load_explicit(&taken, memory_order_relaxed),
                            (double)atomic_load_explicit(&heap, memory_order_relaxed),
                            (double)atomic_load_explicit(&held, memory_order_relaxed), (double)in_use};
}
