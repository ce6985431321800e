/*
 * Tile descriptors: how a rectangle of work is cut into tasks. Derived from the shape and the caches of this machine,
 * never from the number of threads (except that there must be enough tasks for them), and never visible in a result.
 */
#ifndef RP_TILES_H
#define RP_TILES_H

#include <stddef.h>

typedef struct rp_tiles {
  size_t rows; /* rows of a tile */
  size_t cols; /* columns of a tile */
} rp_tiles;

/*
 * For elementwise work: full rows where a row fits a task, else pieces of rows. `row_bytes` counts what a row moves in
 * all its operands. A task is large enough to pay for its start, small enough to even out a disturbed core.
 */
rp_tiles rp_tiles_elementwise(size_t rows, size_t cols, size_t element_bytes);

/*
 * For column reductions: a strip whose accumulators stay in L1 and L2 while it is walked from top to bottom. Rows come in
 * a power of two of whole blocks, since that leaves the tree of additions as it is.
 */
rp_tiles rp_tiles_cols(size_t rows, size_t cols, size_t item_size, int shared);

/* For whole-array reductions: elements per chunk, a power of two of whole blocks. */
size_t rp_tiles_run(size_t n, size_t lanes, size_t item_size);

#endif
