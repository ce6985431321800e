#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "library.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "../threads/pool.h"
#include "../threads/split.h"
#include "../threads/system.h"
#include "cpu.h"
#include "scratch.h"
#include "table.h"
#include "tiles.h"

/* The build defines RP_ABI_HASH. */
_Static_assert(sizeof(RP_ABI_HASH) == 65, "RP_ABI_HASH is 64 hexadecimal digits");

int32_t rp_abi(void *digits) {
  if (!digits) return RP_NULL_BUFFER;
  memcpy(digits, RP_ABI_HASH, 64);
  return RP_OK;
}

uint32_t rp_address_bits(void *buffer, uint32_t mask) { return (uint32_t)(uintptr_t)buffer & mask; }

#define HUGE_PAGE ((uintptr_t)2 << 20)
/* By how much more than it has to the heap grows: many arrays to a growth. */
#define HEAP_PAD ((uintptr_t)64 << 20)

int32_t rp_advise_huge(void *buffer, double bytes) {
#if defined(__linux__)
  /*
   * Pages are huge, or not, from their first touch on, and calloc() clears a block before anyone could ask for huge ones
   * under it, but for what the heap has just grown by. So this asks for those under the next blocks, too, which are cut off
   * the end of the heap. A block that is elsewhere (of a thread's own heap, or a mapping) is asked for alone.
   *
   * Outwards to whole huge pages, since what lies around is the rest of the heap. Advice only: a kernel without huge pages
   * says no, and nothing is lost; nor is it where the heap ends before the last page does.
   */
  const uintptr_t block = (uintptr_t)buffer, block_end = block + (uintptr_t)bytes, heap_end = (uintptr_t)sbrk(0);
  const uintptr_t end = heap_end > block_end && heap_end - block_end <= 2 * HEAP_PAD ? heap_end : block_end;
  const uintptr_t first = block & ~(HUGE_PAGE - 1), last = (end + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
  if (buffer && last > first) madvise((void *)first, last - first, MADV_HUGEPAGE);
#else
  (void)buffer;
  (void)bytes;
#endif
  return RP_OK;
}

int32_t rp_keep_loaded(void *path) {
  if (!path) return RP_NULL_BUFFER;
  rp_system_keep(path);
  return RP_OK;
}

int32_t rp_tune_malloc(void) {
#if defined(__GLIBC__)
  /*
   * By default every block above a threshold is a mapping of its own, so each large result costs a page fault per page.
   * No mappings and no trimming: freed array memory is reused, and the heap stays as large as it once was.
   */
  if (!mallopt(M_MMAP_MAX, 0) || !mallopt(M_TRIM_THRESHOLD, 1 << 30) || !mallopt(M_TOP_PAD, HEAP_PAD)) return 0;
  /* Now, before anything is in what the heap grows by. */
  void *block = malloc(HUGE_PAGE);
  rp_advise_huge(block, HUGE_PAGE);
  free(block);
  return 1;
#else
  return 0;
#endif
}

int32_t rp_isa_info(uint32_t isa, void *numbers) {
  if (isa >= RP_ISAS) return RP_BAD_ISA;
  if (!numbers) return RP_NULL_BUFFER;
  const rp_caches caches = rp_cache_sizes();
  const double info[5] = {rp_cpu_vector_bytes(isa), rp_isa_table[isa].align, (double)caches.l1d,
                          (double)caches.l2, (double)caches.l3};
  memcpy(numbers, info, sizeof info);
  return RP_OK;
}

int32_t rp_has_kernel(uint32_t op, uint32_t dtype) {
  if (op >= RP_OPS || dtype >= RP_DTYPES) return 0;
  const rp_kernels *k = rp_active_kernels();
  return k->tile[op][dtype] || k->reduce[op][dtype] || k->arg[op][dtype] || k->gemm[op][dtype];
}

/* Where a tile comes from. The names are in lib/dispatch/introspect.ts. */
enum { TILE_REGISTERS, TILE_CACHES, TILE_TUNED, TILE_FIXED };

static const uint8_t family_inputs[RP_FAMILIES] = {
#define RP_FAMILY(name, inputs) inputs,
#include "../families.def"
#undef RP_FAMILY
};

/* Bytes that one element of a result moves in all operands. */
static size_t element_bytes(uint32_t op, uint32_t dtype) {
  const size_t item = rp_item_size[dtype];
  const uint32_t family = rp_op_table[op].family;
  const size_t condition = family == RP_FAMILY_select ? item - 1 : 0;
  return family_inputs[family] * item - condition + (rp_op_table[op].result == RP_RESULT_BOOL ? 1 : item);
}

int32_t rp_tile_info(uint32_t op, uint32_t dtype, double rows, double cols, void *tile) {
  if (op >= RP_OPS) return RP_BAD_OP;
  if (dtype >= RP_DTYPES) return RP_BAD_DTYPE;
  if (!tile) return RP_NULL_BUFFER;
  rp_tiles t;
  rp_tile_size size = {0, 0};
  size_t bytes = rp_item_size[dtype]; /* of an element */
  int from = TILE_FIXED;
  const rp_gemm_kernel *gemm = rp_active_kernels()->gemm[op][dtype];
  if (gemm) {
    t = (rp_tiles){gemm->mr, gemm->nr}; /* what is held in registers, whatever the shape */
    from = TILE_REGISTERS;
  } else if (rp_op_table[op].family == RP_FAMILY_reduce) {
    t = rp_tiles_cols((size_t)rows, (size_t)cols, bytes, rp_pool_threads() > 1);
    size = rp_tiles_strip();
  } else if (rp_op_table[op].family == RP_FAMILY_argreduce) {
    t = rp_tiles_arg((size_t)rows, (size_t)cols);
  } else {
    bytes = element_bytes(op, dtype);
    t = rp_tiles_elementwise((size_t)rows, (size_t)cols, bytes);
    size = rp_tiles_task();
  }
  if (size.bytes) from = size.tuned ? TILE_TUNED : TILE_CACHES;
  const double numbers[5] = {(double)t.rows, (double)t.cols, (double)(t.rows * t.cols * bytes), (double)size.bytes, from};
  memcpy(tile, numbers, sizeof numbers);
  return RP_OK;
}

int32_t rp_tune_tiles(uint32_t isa, uint32_t task, uint32_t strip) { return rp_tiles_tune(isa, task, strip); }

uint32_t rp_threads(void) { return rp_pool_threads(); }

int32_t rp_set_threads(uint32_t threads) {
  const uint32_t before = rp_pool_threads();
  const int32_t status = rp_pool_set_threads(threads);
  /* What other numbers of threads gave says nothing about this one. */
  if (status == RP_OK && threads != before) rp_split_reset();
  return status;
}

int32_t rp_pool_info(void *numbers) {
  if (!numbers) return RP_NULL_BUFFER;
  const rp_pool_stats stats = rp_pool_read();
  memcpy(numbers, &stats, sizeof stats);
  return RP_OK;
}

int32_t rp_split_info(uint32_t kind, void *numbers) {
  if (kind >= RP_KINDS) return RP_BAD_OP;
  if (!numbers) return RP_NULL_BUFFER;
  const rp_split_stats stats = rp_split_read((rp_kind)kind);
  memcpy(numbers, &stats, sizeof stats);
  return RP_OK;
}

int32_t rp_split_band_info(uint32_t kind, uint32_t band, void *numbers) {
  if (kind >= RP_KINDS || band >= RP_SPLIT_BANDS) return RP_BAD_OP;
  if (!numbers) return RP_NULL_BUFFER;
  const rp_split_band read = rp_split_read_band((rp_kind)kind, band);
  memcpy(numbers, &read, sizeof read);
  return RP_OK;
}

int32_t rp_split_forget(void) {
  rp_split_reset();
  return RP_OK;
}

int32_t rp_set_adaptive(uint32_t adaptive) {
  rp_split_freeze(!adaptive);
  return RP_OK;
}

uint32_t rp_adaptive(void) { return !rp_split_frozen(); }

int32_t rp_scratch_info(void *numbers) {
  if (!numbers) return RP_NULL_BUFFER;
  const rp_scratch_stats stats = rp_scratch_read();
  memcpy(numbers, &stats, sizeof stats);
  return RP_OK;
}

uint32_t rp_available_isas(void) { return rp_cpu_isas(); }
uint32_t rp_active_isa(void) { return rp_cpu_isa(); }
int32_t rp_use_isa(uint32_t isa) { return rp_cpu_use(isa); }
uint32_t rp_usable_cpus(void) { return rp_system_cpus(); }
double rp_physical_memory(void) { return rp_system_memory(); }
