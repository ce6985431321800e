/*
 * argmin and argmax: the index of the first extreme element. The reduced axes stay in their logical order, which is the
 * order that "first" refers to, so TypeScript merges axes here but neither reorders nor reverses them.
 */
#include <string.h>

#include "../threads/pool.h"
#include "../threads/split.h"
#include "families.h"
#include "pack.h"
#include "plan.h"
#include "reduce_axes.h"
#include "scratch.h"
#include "table.h"
#include "tiles.h"

typedef struct job {
  const rp_arg_kernel *kernel;
  const char *x;
  size_t item;
  rp_reduce_axes axes;
  int64_t *out;
  size_t piece;         /* results per task, or elements per chunk of the one run, where that is cut */
  size_t chunks;        /* of that run */
  size_t strip, strips; /* columns per task */
  char *best;           /* of each chunk, 8 bytes apart */
  int64_t *best_index;
  _Atomic int32_t status;
} job;

#define PACK_ELEMENTS 4096

/* The best of n elements that are `stride` bytes apart. */
static void one_run(const job *j, const char *x, size_t n, ptrdiff_t stride, char *packed, char *best,
                    int64_t *index) {
  if (stride == (ptrdiff_t)j->item) {
    j->kernel->run(x, n, best, index);
    return;
  }
  for (size_t i = 0; i < n; i += PACK_ELEMENTS) {
    const size_t m = n - i < PACK_ELEMENTS ? n - i : PACK_ELEMENTS;
    char candidate[8];
    int64_t at;
    rp_pack(packed, x + (ptrdiff_t)i * stride, 1, m, 0, stride, j->item);
    j->kernel->run(packed, m, candidate, &at);
    if (i == 0 || j->kernel->better(candidate, best)) {
      memcpy(best, candidate, j->item);
      *index = (int64_t)i + at;
    }
  }
}

/* Task: results task * piece … */
static void results_task(void *context, size_t task) {
  job *j = context;
  const size_t first = task * j->piece, last = first + j->piece < j->axes.results ? first + j->piece : j->axes.results;
  rp_scratch memory = {NULL, -1};
  if (j->axes.inner.in != (ptrdiff_t)j->item) {
    memory = rp_scratch_take(PACK_ELEMENTS * 8);
    if (!memory.memory) {
      j->status = RP_NO_MEMORY;
      return;
    }
  }
  for (size_t result = first; result < last; result++) {
    ptrdiff_t to;
    const char *x = j->x + rp_axes_offset(j->axes.kept, j->axes.kept_ndim, result, &to);
    char best[8], candidate[8];
    int64_t index = 0, at = 0;
    for (size_t r = 0; r < j->axes.runs; r++) {
      const char *run = x + rp_axes_offset(j->axes.outer, j->axes.outer_ndim, r, NULL);
      one_run(j, run, j->axes.inner.n, j->axes.inner.in, memory.memory, candidate, &at);
      if (r == 0 || j->kernel->better(candidate, best)) {
        memcpy(best, candidate, j->item);
        index = (int64_t)(r * j->axes.inner.n) + at;
      }
    }
    j->out[to] = index;
  }
  rp_scratch_give(memory);
}

/* Task: one chunk of the only run. */
static void chunk_task(void *context, size_t chunk) {
  job *j = context;
  const size_t first = chunk * j->piece, n = j->axes.inner.n - first < j->piece ? j->axes.inner.n - first : j->piece;
  int64_t at;
  j->kernel->run(j->x + first * j->item, n, j->best + chunk * 8, &at);
  j->best_index[chunk] = (int64_t)first + at;
}

/* Task: a strip of columns, for one combination of the outer kept axes. */
static void cols_task(void *context, size_t task) {
  job *j = context;
  const rp_axis columns = j->axes.kept[j->axes.kept_ndim - 1];
  const size_t col = task % j->strips * j->strip, outer = task / j->strips;
  const size_t cols = columns.n - col < j->strip ? columns.n - col : j->strip;
  ptrdiff_t to;
  const char *x = j->x + rp_axes_offset(j->axes.kept, j->axes.kept_ndim - 1, outer, &to) + (ptrdiff_t)col * columns.in;
  rp_scratch memory = rp_scratch_take(cols * 16);
  if (!memory.memory) {
    j->status = RP_NO_MEMORY;
    return;
  }
  int64_t *index = memory.memory;
  j->kernel->cols(x, j->axes.inner.in, j->axes.inner.n, cols, index + cols, index);
  for (size_t c = 0; c < cols; c++) j->out[to + (ptrdiff_t)(col + c) * columns.out] = index[c];
  rp_scratch_give(memory);
}

#define CHUNK_ELEMENTS ((size_t)32 << 10)

static int32_t run(job *j) {
  const rp_axis *last = j->axes.kept_ndim ? &j->axes.kept[j->axes.kept_ndim - 1] : NULL;
  const double bytes = (double)j->axes.results * (double)j->axes.runs * (double)j->axes.inner.n * (double)j->item;
  if (last && last->in == (ptrdiff_t)j->item && j->axes.runs == 1) {
    j->strip = rp_tiles_arg(j->axes.inner.n, last->n).cols;
    j->strips = (last->n + j->strip - 1) / j->strip;
    const rp_split split = rp_split_begin(RP_KIND_REDUCE_COLS, bytes, 0);
    rp_pool_run(j->axes.results / last->n * j->strips, split.threads, cols_task, j);
    rp_split_end(&split);
    return j->status;
  }
  const rp_split split = rp_split_begin(j->axes.results == 1 ? RP_KIND_REDUCE_ALL : RP_KIND_REDUCE_ROWS, bytes, 0);
  if (j->axes.results > 1 || j->axes.runs > 1 || split.threads == 1 || j->axes.inner.in != (ptrdiff_t)j->item) {
    j->piece = rp_tiles_rows(j->axes.runs * j->axes.inner.n * j->item);
    rp_pool_run((j->axes.results + j->piece - 1) / j->piece, split.threads, results_task, j);
    rp_split_end(&split);
    return j->status;
  }
  j->piece = CHUNK_ELEMENTS;
  j->chunks = (j->axes.inner.n + j->piece - 1) / j->piece;
  rp_scratch memory = rp_scratch_take(j->chunks * 16);
  if (!memory.memory) return RP_NO_MEMORY;
  j->best = memory.memory;
  j->best_index = (int64_t *)(j->best + j->chunks * 8);
  rp_pool_run(j->chunks, split.threads, chunk_task, j);
  size_t winner = 0;
  for (size_t c = 1; c < j->chunks; c++) {
    if (j->kernel->better(j->best + c * 8, j->best + winner * 8)) winner = c;
  }
  j->out[0] = j->best_index[winner];
  rp_scratch_give(memory);
  rp_split_end(&split);
  return RP_OK;
}

int32_t rp_argreduce(const rp_plan *plan, const void *x, void *out) {
  if (!rp_plan_has_kept(plan)) return RP_BAD_PLAN;
  const uint32_t op = rp_plan_id(plan->op), dtype = rp_plan_id(plan->dtype);
  if (op >= RP_OPS || rp_op_table[op].family != RP_FAMILY_argreduce) return RP_BAD_OP;
  if (dtype >= RP_DTYPES || !rp_active_kernels()->arg[op][dtype]) return RP_BAD_DTYPE;
  job j = {.kernel = rp_active_kernels()->arg[op][dtype]};
  j.item = j.kernel->item_size;
  rp_reduce_axes_read(&j.axes, plan, j.item);
  if (j.axes.results == 0) return RP_OK;
  if (!x || !out) return RP_NULL_BUFFER;
  if (j.axes.runs * j.axes.inner.n == 0) return RP_BAD_PLAN; /* TypeScript has refused this already */
  j.x = (const char *)x + (ptrdiff_t)plan->offset[0] * (ptrdiff_t)j.item;
  j.out = (int64_t *)out + (ptrdiff_t)plan->out_offset;
  return run(&j);
}
