/*
 * The product of a column and a row: bound by writing C, so what counts is to write it in the order of memory, and around
 * the caches where that is faster. The elements are 0 + a * b, as everywhere: never -0.
 */
#include "../threads/pool.h"
#include "../threads/split.h"
#include "gemm.h"
#include "pack.h"
#include "scratch.h"
#include "tiles.h"

typedef struct job {
  const rp_product *p;
  const char *row; /* B, contiguous */
  rp_tiles tiles;
  size_t col_tiles;
  uint32_t stream;
} job;

static void task(void *context, size_t index) {
  const job *j = context;
  const rp_product *p = j->p;
  const ptrdiff_t item = (ptrdiff_t)p->item;
  const size_t row = index / j->col_tiles * j->tiles.rows, col = index % j->col_tiles * j->tiles.cols;
  static const double zero = 0; /* of either dtype */
  const rp_tile t = {
      .in = {p->a + (ptrdiff_t)row * p->a_m * item, j->row + (ptrdiff_t)col * item, (const char *)&zero},
      .in_row = {p->a_m * item, 0, 0},
      .out = p->c + ((ptrdiff_t)row * p->c_m + (ptrdiff_t)col) * item, .out_row = p->c_m * item,
      .rows = p->m - row < j->tiles.rows ? p->m - row : j->tiles.rows,
      .cols = p->n - col < j->tiles.cols ? p->n - col : j->tiles.cols,
      .fixed = 1 | 4, .stream = j->stream,
  };
  p->mul_add(&t);
}

static void run(job *j, uint32_t threads) {
  const rp_product *p = j->p;
  j->tiles = rp_tiles_elementwise(p->m, p->n, p->item);
  j->col_tiles = (p->n + j->tiles.cols - 1) / j->tiles.cols;
  rp_pool_run((p->m + j->tiles.rows - 1) / j->tiles.rows * j->col_tiles, threads, task, j);
}

int32_t rp_outer(const rp_product *p, uint32_t threads) {
  job j = {.p = p, .row = p->b, .stream = p->stream};
  rp_scratch memory = {NULL, -1};
  if (p->b_n != 1) {
    memory = rp_scratch_take(p->n * p->item);
    if (!memory.memory) return RP_NO_MEMORY;
    rp_pack(memory.memory, p->b, 1, p->n, 0, p->b_n * (ptrdiff_t)p->item, p->item);
    j.row = memory.memory;
  }
  if (threads) {
    run(&j, threads);
  } else {
    const double bytes = (double)p->m * (double)p->n * (double)p->item;
    const int may_stream = p->n * p->item >= RP_STREAM_ROW_BYTES;
    const rp_split split = rp_split_begin(RP_KIND_ELEMENTWISE, bytes, may_stream ? bytes : 0);
    j.stream = split.stream;
    run(&j, split.threads);
    rp_split_end(&split);
  }
  if (memory.memory) rp_scratch_give(memory);
  return RP_OK;
}
