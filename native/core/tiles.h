/*
 * Tile descriptors: how a rectangle of work is cut into tasks. Derived from the shape and the caches of this machine,
 * never from the number of threads (except that there must be enough tasks for them), and never visible in a result.
 */
#ifndef RP_TILES_H
#define RP_TILES_H

#include <stddef.h>
#include <stdint.h>

/*
 * The two sizes that tiles are made of, in bytes, and whether they were measured on this machine: what a task moves, and
 * the accumulators of a strip of columns. Both may be anything without a bit of a result changing: pieces are whole columns
 * of a tree of additions, or whole subtrees of it. What does belong to a result is not here and cannot be tuned: the lanes
 * and blocks of kernel.h, the depth of a block in gemm.def.
 */
typedef struct rp_tile_size {
  size_t bytes;
  int tuned;
} rp_tile_size;
rp_tile_size rp_tiles_task(void);
rp_tile_size rp_tiles_strip(void);

#define RP_LEAST_TASK (16u << 10)
#define RP_GREATEST_TASK (4u << 20)
#define RP_LEAST_STRIP (1u << 10)
#define RP_GREATEST_STRIP (256u << 10)
/* Sizes for an ISA, powers of two within these bounds; 0: by the caches. RP_OK, RP_BAD_ISA or RP_BAD_PLAN. */
int32_t rp_tiles_tune(uint32_t isa, uint32_t task, uint32_t strip);

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

/* For rows that are reduced each by itself: how many make a task. */
size_t rp_tiles_rows(size_t row_bytes);

/* For the index of an extreme element in each column. */
rp_tiles rp_tiles_arg(size_t rows, size_t cols);

/* For whole-array reductions: elements per chunk, a power of two of whole blocks. */
size_t rp_tiles_run(size_t n, size_t lanes, size_t item_size);

#endif
