#include "tiles.h"

#include <stdatomic.h>

#include "../kernels/kernel.h"
#include "cpu.h"
#include "plan.h"
#include "table.h"

/* What was measured on this machine, by ISA (rp_tiles_tune); 0: by the caches. */
static _Atomic uint32_t tuned_task[RP_ISAS], tuned_strip[RP_ISAS];

static uint32_t tuned(_Atomic uint32_t *sizes) { return atomic_load_explicit(&sizes[rp_cpu_isa()], memory_order_relaxed); }

static size_t power_of_two(size_t most, size_t least, size_t greatest) {
  size_t size = least;
  while (size < greatest && 2 * size <= most) size *= 2;
  return size;
}

/*
 * An eighth of L2, so that what a core reads and writes stays there with room for its neighbours in line. Small enough that
 * half a megabyte still makes two tasks, large enough that taking a task (an atomic addition on a shared line, some 50 ns)
 * stays below 3 %, or 6 % where L2 is small.
 */
rp_tile_size rp_tiles_task(void) {
  const uint32_t size = tuned(tuned_task);
  if (size) return (rp_tile_size){size, 1};
  return (rp_tile_size){power_of_two(rp_cache_sizes().l2 / 8, (size_t)64 << 10, (size_t)128 << 10), 0};
}

/* Half of L1 at most: the accumulators of a level stay there, and about log2(rows / 16) levels well inside L2. */
rp_tile_size rp_tiles_strip(void) {
  const uint32_t size = tuned(tuned_strip);
  if (size) return (rp_tile_size){size, 1};
  return (rp_tile_size){power_of_two(rp_cache_sizes().l1d / 2, (size_t)8 << 10, (size_t)32 << 10), 0};
}

static int may_be(uint32_t size, uint32_t least, uint32_t greatest) {
  return !size || (size >= least && size <= greatest && !(size & (size - 1)));
}

int32_t rp_tiles_tune(uint32_t isa, uint32_t task, uint32_t strip) {
  if (isa >= RP_ISAS) return RP_BAD_ISA;
  if (!may_be(task, RP_LEAST_TASK, RP_GREATEST_TASK) || !may_be(strip, RP_LEAST_STRIP, RP_GREATEST_STRIP)) {
    return RP_BAD_PLAN;
  }
  atomic_store_explicit(&tuned_task[isa], task, memory_order_relaxed);
  atomic_store_explicit(&tuned_strip[isa], strip, memory_order_relaxed);
  return RP_OK;
}

rp_tiles rp_tiles_elementwise(size_t rows, size_t cols, size_t element_bytes) {
  const size_t task = rp_tiles_task().bytes, row_bytes = cols * element_bytes;
  if (row_bytes > task) {
    /* Whole cache lines of the widest type, so that two tasks never write one line. */
    const size_t piece = task / element_bytes / 64 * 64;
    return (rp_tiles){1, piece > 64 ? piece : 64};
  }
  const size_t block = task / (row_bytes ? row_bytes : 1);
  return (rp_tiles){block < rows ? block : rows, cols};
}

rp_tiles rp_tiles_cols(size_t rows, size_t cols, size_t item_size, int shared) {
  size_t strip = rp_tiles_strip().bytes / item_size;
  if (strip > cols) strip = cols;
  size_t block = RP_BLOCK_GROUPS;
  if (shared) {
    /* Rows per task: about a task's bytes, and not so few that merging the partial results shows. */
    const size_t task = rp_tiles_task().bytes;
    while (block < rows && (block * strip * item_size < task || block < 8 * RP_BLOCK_GROUPS)) block *= 2;
  } else {
    while (block < rows) block *= 2;
  }
  return (rp_tiles){block, strip};
}

size_t rp_tiles_rows(size_t row_bytes) {
  const size_t rows = rp_tiles_task().bytes / (row_bytes ? row_bytes : 1);
  return rows ? rows : 1;
}

#define ARG_COLUMNS 256

rp_tiles rp_tiles_arg(size_t rows, size_t cols) { return (rp_tiles){rows, cols < ARG_COLUMNS ? cols : ARG_COLUMNS}; }

/* At most this many chunks, so that the partial results of the longest run stay small. */
#define MAX_CHUNKS 1024

size_t rp_tiles_run(size_t n, size_t lanes, size_t item_size) {
  const size_t task = rp_tiles_task().bytes;
  size_t chunk = lanes * RP_BLOCK_GROUPS;
  while (chunk * item_size < task || chunk * MAX_CHUNKS < n) chunk *= 2;
  return chunk;
}
