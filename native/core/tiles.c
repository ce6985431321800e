#include "tiles.h"

#include "../kernels/kernel.h"

/*
 * Bytes that one task moves. Small enough that half a megabyte still makes two tasks, large enough that taking a task
 * (an atomic addition on a shared line, some 50 ns) stays below 3 %.
 */
#define TASK_BYTES ((size_t)128 << 10)

rp_tiles rp_tiles_elementwise(size_t rows, size_t cols, size_t element_bytes) {
  const size_t row_bytes = cols * element_bytes;
  if (row_bytes > TASK_BYTES) {
    /* Whole cache lines of the widest type, so that two tasks never write one line. */
    const size_t piece = TASK_BYTES / element_bytes / 64 * 64;
    return (rp_tiles){1, piece > 64 ? piece : 64};
  }
  const size_t block = TASK_BYTES / (row_bytes ? row_bytes : 1);
  return (rp_tiles){block < rows ? block : rows, cols};
}

/* The widest strip: 16 KiB of accumulators a level, and about log2(rows / 16) levels, stay well inside L2. */
#define STRIP_BYTES ((size_t)16 << 10)

rp_tiles rp_tiles_cols(size_t rows, size_t cols, size_t item_size, int shared) {
  size_t strip = STRIP_BYTES / item_size;
  if (strip > cols) strip = cols;
  size_t block = RP_BLOCK_GROUPS;
  if (shared) {
    /* Rows per task: about TASK_BYTES, and not so few that merging the partial results shows. */
    while (block < rows && (block * strip * item_size < TASK_BYTES || block < 8 * RP_BLOCK_GROUPS)) block *= 2;
  } else {
    while (block < rows) block *= 2;
  }
  return (rp_tiles){block, strip};
}

/* At most this many chunks, so that the partial results of the longest run stay small. */
#define MAX_CHUNKS 1024

size_t rp_tiles_run(size_t n, size_t lanes, size_t item_size) {
  size_t chunk = lanes * RP_BLOCK_GROUPS;
  while (chunk * item_size < TASK_BYTES || chunk * MAX_CHUNKS < n) chunk *= 2;
  return chunk;
}
