/*
 * Reductions over any axes of an array of any layout.
 *
 * The plan lists the kept axes, then the reduced ones, each group ordered by falling stride. Elements are added up in
 * that order by one fixed tree, whatever the threads and the ISA:
 *
 *   rows   the innermost axis in memory is reduced. Each run goes to lanes (kernel.h), the runs of one result are merged
 *          pairwise in order, and the lanes are folded last.
 *   cols   the innermost axis is kept. Each column has one accumulator; blocks of 16 rows are merged pairwise.
 *
 * Pairwise merging works as a binary counter does, so a piece of a power of two of blocks is always a whole subtree: how
 * the work is cut into pieces, and who computes them, cannot be seen in the result.
 */
#include <string.h>

#include "../threads/pool.h"
#include "../threads/split.h"
#include "cascade.h"
#include "families.h"
#include "finish.h"
#include "pack.h"
#include "plan.h"
#include "reduce_axes.h"
#include "scratch.h"
#include "table.h"
#include "tiles.h"

typedef struct job {
  const rp_reduce_kernel *kernel;
  const char *x;
  size_t item;
  const char *center;        /* one per result, or NULL */
  char *values;              /* one per result, in the order of the kept axes */
  /* How the work is cut. */
  size_t piece;              /* rows: results per task, or elements or runs per chunk; cols: rows per chunk */
  size_t chunks;             /* partial results per result (rows) or strip (cols) */
  size_t strip, strips;      /* cols: columns per task, and tasks that make a row */
  char *partial;             /* [result][chunk][lanes] or [outer kept][chunk][column] */
  uint32_t threads;
  _Atomic int32_t status;
  rp_reduce_axes axes;       /* last, and read from the plan: not worth clearing first */
} job;

/* ---- rows ---- */

/* Elements of a strided run that are packed at once: a power of two of blocks for every dtype. */
#define PACK_ELEMENTS 4096
#define LANES_BYTES (RP_LANES_MAX * 8)

/* Workspace of one thread: a packed piece, the levels of two cascades, and lanes in flight. */
#define ROW_SCRATCH_BYTES (PACK_ELEMENTS * 8 + 2 * (RP_CASCADE_LEVELS + 1) * LANES_BYTES + 2 * LANES_BYTES)

typedef struct row_scratch {
  char *packed, *run_levels, *piece_levels, *lanes, *piece;
} row_scratch;

static row_scratch row_scratch_in(char *memory) {
  row_scratch s;
  s.packed = memory;
  s.run_levels = s.packed + PACK_ELEMENTS * 8;
  s.piece_levels = s.run_levels + (RP_CASCADE_LEVELS + 1) * LANES_BYTES;
  s.lanes = s.piece_levels + (RP_CASCADE_LEVELS + 1) * LANES_BYTES;
  s.piece = s.lanes + LANES_BYTES;
  return s;
}

/* n elements from x on to lanes. A strided run is packed piece by piece. */
static void one_run(const job *j, const char *x, size_t n, const char *center, row_scratch *s, char *lanes) {
  const rp_reduce_kernel *k = j->kernel;
  if (j->axes.inner.in == (ptrdiff_t)j->item) {
    k->run(x, n, center, lanes);
    return;
  }
  rp_cascade pieces = {k, s->piece_levels, k->lanes, 0};
  for (size_t i = 0; i < n || i == 0; i += PACK_ELEMENTS) {
    const size_t m = n - i < PACK_ELEMENTS ? n - i : PACK_ELEMENTS;
    rp_pack(s->packed, x + (ptrdiff_t)i * j->axes.inner.in, 1, m, 0, j->axes.inner.in, j->item);
    k->run(s->packed, m, center, s->piece);
    rp_cascade_push(&pieces, s->piece);
  }
  rp_cascade_finish(&pieces, lanes);
}

/* Runs first … last - 1 of one result to lanes. */
static void some_runs(const job *j, const char *x, size_t first, size_t last, const char *center, row_scratch *s,
                      char *lanes) {
  if (j->axes.runs == 1) {
    one_run(j, x, j->axes.inner.n, center, s, lanes);
    return;
  }
  rp_cascade runs = {j->kernel, s->run_levels, j->kernel->lanes, 0};
  for (size_t r = first; r < last; r++) {
    one_run(j, x + rp_axes_offset(j->axes.outer, j->axes.outer_ndim, r, NULL), j->axes.inner.n, center, s, lanes);
    rp_cascade_push(&runs, lanes);
  }
  rp_cascade_finish(&runs, lanes);
}

static const char *center_of(const job *j, size_t result) { return j->center ? j->center + result * j->item : NULL; }

/* Task: results task * piece … */
static void rows_task(void *context, size_t task) {
  job *j = context;
  const size_t first = task * j->piece, last = first + j->piece < j->axes.results ? first + j->piece : j->axes.results;
  const rp_axis rows = j->axes.kept_ndim ? j->axes.kept[j->axes.kept_ndim - 1] : (rp_axis){1, 0, 0};
  if (j->axes.runs == 1 && j->axes.inner.in == (ptrdiff_t)j->item) {
    /* Contiguous rows: as many at once as follow each other at one stride. */
    for (size_t r = first; r < last;) {
      const size_t in_axis = r % rows.n, n = rows.n - in_axis < last - r ? rows.n - in_axis : last - r;
      const char *x = j->x + rp_axes_offset(j->axes.kept, j->axes.kept_ndim, r, NULL);
      j->kernel->rows(x, rows.in, n, j->axes.inner.n, center_of(j, r),
                      j->values + r * j->item);
      r += n;
    }
    return;
  }
  rp_scratch memory = rp_scratch_take(ROW_SCRATCH_BYTES);
  if (!memory.memory) {
    j->status = RP_NO_MEMORY;
    return;
  }
  row_scratch s = row_scratch_in(memory.memory);
  for (size_t r = first; r < last; r++) {
    const char *x = j->x + rp_axes_offset(j->axes.kept, j->axes.kept_ndim, r, NULL);
    some_runs(j, x, 0, j->axes.runs, center_of(j, r), &s, s.lanes);
    j->kernel->fold(s.lanes, j->values + r * j->item);
  }
  rp_scratch_give(memory);
}

/* Task: one chunk of one result, to its place among the partial results. */
static void chunk_task(void *context, size_t task) {
  job *j = context;
  const size_t result = task / j->chunks, chunk = task % j->chunks;
  const char *x = j->x + rp_axes_offset(j->axes.kept, j->axes.kept_ndim, result, NULL), *center = center_of(j, result);
  char *lanes = j->partial + task * j->kernel->lanes * j->item;
  rp_scratch memory = {NULL, -1};
  row_scratch s = {0};
  if (j->axes.runs > 1 || j->axes.inner.in != (ptrdiff_t)j->item) {
    memory = rp_scratch_take(ROW_SCRATCH_BYTES);
    if (!memory.memory) {
      j->status = RP_NO_MEMORY;
      return;
    }
    s = row_scratch_in(memory.memory);
  }
  const size_t first = chunk * j->piece, total = j->axes.runs > 1 ? j->axes.runs : j->axes.inner.n;
  const size_t last = first + j->piece < total ? first + j->piece : total;
  if (j->axes.runs > 1) some_runs(j, x, first, last, center, &s, lanes);
  else one_run(j, x + (ptrdiff_t)first * j->axes.inner.in, last - first, center, &s, lanes);
  rp_scratch_give(memory);
}

static int32_t reduce_rows(job *j) {
  const size_t total = j->axes.runs * j->axes.inner.n;
  const size_t row_bytes = total * j->item;
  /* A few long results are cut into chunks; many are shared out whole. */
  const size_t chunk = j->axes.runs > 1 ? 0 : rp_tiles_run(j->axes.inner.n, j->kernel->lanes, j->item);
  size_t chunks = 1;
  if (j->threads > 1 && j->axes.results < 4 * (size_t)j->threads) {
    if (j->axes.runs > 1) {
      j->piece = 1;
      const size_t task = rp_tiles_task().bytes;
      while (j->piece * j->axes.inner.n * j->item < task || j->piece * 1024 < j->axes.runs) j->piece *= 2;
      chunks = (j->axes.runs + j->piece - 1) / j->piece;
    } else {
      j->piece = chunk;
      chunks = (j->axes.inner.n + chunk - 1) / chunk;
    }
  }
  if (chunks <= 1) {
    j->piece = rp_tiles_rows(row_bytes);
    rp_pool_run((j->axes.results + j->piece - 1) / j->piece, j->threads, rows_task, j);
    return j->status;
  }
  j->chunks = chunks;
  const size_t lanes_bytes = j->kernel->lanes * j->item;
  const size_t partial_bytes = j->axes.results * chunks * lanes_bytes;
  rp_scratch memory = rp_scratch_take(partial_bytes + rp_cascade_bytes(j->kernel->lanes, j->item, chunks) + LANES_BYTES);
  if (!memory.memory) return RP_NO_MEMORY;
  j->partial = memory.memory;
  rp_pool_run(j->axes.results * chunks, j->threads, chunk_task, j);
  char *levels = j->partial + partial_bytes, *lanes = levels + rp_cascade_bytes(j->kernel->lanes, j->item, chunks);
  for (size_t r = 0; r < j->axes.results && j->status == RP_OK; r++) {
    rp_cascade merged = {j->kernel, levels, j->kernel->lanes, 0};
    for (size_t c = 0; c < chunks; c++) rp_cascade_push(&merged, j->partial + (r * chunks + c) * lanes_bytes);
    rp_cascade_finish(&merged, lanes);
    j->kernel->fold(lanes, j->values + r * j->item);
  }
  rp_scratch_give(memory);
  return j->status;
}

/* ---- cols ---- */

static size_t stack_levels(size_t rows) {
  size_t levels = 1;
  while ((rows / RP_BLOCK_GROUPS) >> levels) levels++;
  return levels;
}

/* `rows` rows of `cols` columns from x on to out. Columns that are not contiguous are packed piece by piece. */
static void one_strip(const job *j, const char *x, size_t rows, size_t cols, const char *center, char *out,
                      char *stack, char *packed, size_t packed_rows) {
  const rp_reduce_kernel *k = j->kernel;
  const ptrdiff_t col_stride = j->axes.kept[j->axes.kept_ndim - 1].in;
  if (col_stride == (ptrdiff_t)j->item) {
    k->cols(x, j->axes.inner.in, rows, cols, center, out, stack);
    return;
  }
  /* The levels of the pieces lie behind those that the kernel needs for one piece. */
  rp_cascade pieces = {k, stack + (stack_levels(packed_rows) + 1) * cols * j->item, cols, 0};
  for (size_t r = 0; r < rows || r == 0; r += packed_rows) {
    const size_t n = rows - r < packed_rows ? rows - r : packed_rows;
    rp_pack(packed, x + (ptrdiff_t)r * j->axes.inner.in, n, cols, j->axes.inner.in, col_stride, j->item);
    k->cols(packed, (ptrdiff_t)(cols * j->item), n, cols, center, out, stack);
    rp_cascade_push(&pieces, out);
  }
  rp_cascade_finish(&pieces, out);
}

/* Rows that are packed at once: a power of two of blocks. */
#define PACKED_ROWS 64

/* Task: one strip of columns of one chunk of rows of one combination of the outer kept axes. */
static void cols_task(void *context, size_t task) {
  job *j = context;
  const rp_axis columns = j->axes.kept[j->axes.kept_ndim - 1];
  const size_t strip = task % j->strips, chunk = task / j->strips % j->chunks;
  const size_t outer = task / j->strips / j->chunks;
  const size_t col = strip * j->strip, cols = columns.n - col < j->strip ? columns.n - col : j->strip;
  const size_t row = chunk * j->piece, rows = j->axes.inner.n - row < j->piece ? j->axes.inner.n - row : j->piece;
  const size_t width = cols * j->item;
  const int packs = columns.in != (ptrdiff_t)j->item;
  const size_t stack_bytes = (stack_levels(rows) + stack_levels(PACKED_ROWS) + 4) * width;
  const size_t packed_bytes = packs ? PACKED_ROWS * width : 0;
  const size_t runs_bytes = j->axes.runs > 1 ? rp_cascade_bytes(cols, j->item, j->axes.runs) : 0;
  rp_scratch memory = rp_scratch_take(stack_bytes + packed_bytes + runs_bytes);
  if (!memory.memory) {
    j->status = RP_NO_MEMORY;
    return;
  }
  char *stack = memory.memory, *packed = stack + stack_bytes, *run_levels = packed + packed_bytes;
  const size_t result = outer * columns.n + col;
  const char *x = j->x + rp_axes_offset(j->axes.kept, j->axes.kept_ndim - 1, outer, NULL) +
                  (ptrdiff_t)col * columns.in + (ptrdiff_t)row * j->axes.inner.in;
  char *out = j->chunks > 1 ? j->partial + ((outer * j->chunks + chunk) * columns.n + col) * j->item
                            : j->values + result * j->item;
  if (j->axes.runs == 1) {
    one_strip(j, x, rows, cols, center_of(j, result), out, stack, packed, PACKED_ROWS);
  } else {
    rp_cascade runs = {j->kernel, run_levels, cols, 0};
    for (size_t r = 0; r < j->axes.runs; r++) {
      const char *run = x + rp_axes_offset(j->axes.outer, j->axes.outer_ndim, r, NULL);
      one_strip(j, run, rows, cols, center_of(j, result), out, stack, packed, PACKED_ROWS);
      rp_cascade_push(&runs, out);
    }
    rp_cascade_finish(&runs, out);
  }
  rp_scratch_give(memory);
}

/* Task: the partial results of one strip of one combination of the outer kept axes, merged. */
static void merge_cols(job *j, size_t outer, size_t columns, char *levels) {
  rp_cascade merged = {j->kernel, levels, columns, 0};
  for (size_t c = 0; c < j->chunks; c++) {
    rp_cascade_push(&merged, j->partial + (outer * j->chunks + c) * columns * j->item);
  }
  rp_cascade_finish(&merged, j->values + outer * columns * j->item);
}

static int32_t reduce_cols(job *j) {
  const size_t columns = j->axes.kept[j->axes.kept_ndim - 1].n, outers = j->axes.results / columns;
  /* Rows are cut only where there are too few strips to go round, and a result of several runs never. */
  rp_tiles tiles = rp_tiles_cols(j->axes.inner.n, columns, j->item, j->threads > 1 && j->axes.runs == 1);
  j->strip = tiles.cols;
  j->strips = (columns + j->strip - 1) / j->strip;
  if (j->strips * outers >= 4 * (size_t)j->threads) tiles.rows = j->axes.inner.n ? j->axes.inner.n : 1;
  j->piece = tiles.rows;
  j->chunks = j->axes.inner.n ? (j->axes.inner.n + j->piece - 1) / j->piece : 1;
  if (j->chunks == 1) {
    rp_pool_run(outers * j->strips, j->threads, cols_task, j);
    return j->status;
  }
  const size_t partial_bytes = outers * j->chunks * columns * j->item;
  rp_scratch memory = rp_scratch_take(partial_bytes + rp_cascade_bytes(columns, j->item, j->chunks));
  if (!memory.memory) return RP_NO_MEMORY;
  j->partial = memory.memory;
  rp_pool_run(outers * j->strips * j->chunks, j->threads, cols_task, j);
  if (j->status == RP_OK) {
    for (size_t o = 0; o < outers; o++) merge_cols(j, o, columns, j->partial + partial_bytes);
  }
  rp_scratch_give(memory);
  return j->status;
}

/* ---- the family ---- */

static int32_t reduce_values(job *j) {
  const rp_axis *last = j->axes.kept_ndim ? &j->axes.kept[j->axes.kept_ndim - 1] : NULL;
  const ptrdiff_t inner = j->axes.inner.in < 0 ? -j->axes.inner.in : j->axes.inner.in;
  const ptrdiff_t kept = !last ? 0 : last->in < 0 ? -last->in : last->in;
  const int by_rows = !last || (inner && inner <= kept) || kept == 0;
  const double elements = (double)j->axes.results * (double)j->axes.runs * (double)j->axes.inner.n;
  const rp_kind kind = !by_rows ? RP_KIND_REDUCE_COLS : j->axes.results == 1 ? RP_KIND_REDUCE_ALL : RP_KIND_REDUCE_ROWS;
  const rp_split split = rp_split_begin(kind, elements * (double)j->item, 0);
  j->threads = split.threads;
  const int32_t status = by_rows ? reduce_rows(j) : reduce_cols(j);
  rp_split_end(&split);
  return status;
}

/* From the values, one per result in kept order, to where they belong. */
static void finish_to(const job *j, double n, double correction, char *out, uint32_t result) {
  const uint32_t finish = j->kernel->finish;
  const rp_axis last = j->axes.kept_ndim ? j->axes.kept[j->axes.kept_ndim - 1] : (rp_axis){1, 0, 0};
  for (size_t first = 0; first < j->axes.results; first += last.n) {
    ptrdiff_t at = 0;
    size_t i = first / last.n;
    for (int d = j->axes.kept_ndim - 2; d >= 0; d--) {
      at += (ptrdiff_t)(i % j->axes.kept[d].n) * j->axes.kept[d].out;
      i /= j->axes.kept[d].n;
    }
    for (size_t c = 0; c < last.n; c++, at += last.out) {
      const double factor = finish == RP_FINISH_NORM && j->center ? rp_value_at(j->center, first + c, j->item) : 1;
      rp_put_value(out, at, j->item, result,
                   rp_finished(finish, rp_value_at(j->values, first + c, j->item), n, correction, factor));
    }
  }
}

static int out_is_dense(const job *j) {
  ptrdiff_t expected = 1;
  for (int d = j->axes.kept_ndim - 1; d >= 0; d--) {
    if (j->axes.kept[d].out != expected) return 0;
    expected *= (ptrdiff_t)j->axes.kept[d].n;
  }
  return 1;
}

/* Up to here a contiguous array goes straight to its kernel: nothing to share out or to time. */
#define SMALL_BYTES ((double)(16 << 10))

/* Everything of a short contiguous array to one value; 0 where it is something else. */
static int small_reduce(const rp_plan *plan, const rp_reduce_kernel *kernel, uint32_t result, const void *x, void *out) {
  const rp_plan_axis *a = plan->axis;
  const size_t item = kernel->item_size;
  if (plan->ndim != 1 || plan->kept != 0 || a->in[0] != 1 || kernel->has_center || !x || !out ||
      !(a->n > 0 && a->n * (double)item <= SMALL_BYTES))
    return 0;
  const char *from = (const char *)x + (ptrdiff_t)plan->offset[0] * (ptrdiff_t)item;
  double value, factor = 1; /* room for any element */
  kernel->rows(from, 0, 1, (size_t)a->n, NULL, &value);
  if (kernel->scaled) factor = rp_norm_factor(rp_value_at(&value, 0, item), a->n, item);
  if (factor != 1) {
    double center;
    rp_put_value(&center, 0, item, RP_RESULT_SAME, factor);
    kernel->scaled->rows(from, 0, 1, (size_t)a->n, &center, &value);
  }
  rp_put_value(out, (ptrdiff_t)plan->out_offset, item, result,
               rp_finished(kernel->finish, rp_value_at(&value, 0, item), a->n, 0, factor));
  return 1;
}

/*
 * Norms whose squares overflowed or vanished, once more from scaled elements: all results, since the others come out the
 * same, bit for bit, with a factor of 1. `factors` holds one per result afterwards, if any needed one.
 */
static int32_t scaled_again(job *j, double n, rp_scratch *factors) {
  size_t first = 0;
  while (first < j->axes.results && rp_norm_factor(rp_value_at(j->values, first, j->item), n, j->item) == 1) first++;
  if (first == j->axes.results) return RP_OK;
  *factors = rp_scratch_take(j->axes.results * j->item);
  if (!factors->memory) return RP_NO_MEMORY;
  for (size_t r = 0; r < j->axes.results; r++) {
    const double factor = rp_norm_factor(rp_value_at(j->values, r, j->item), n, j->item);
    rp_put_value(factors->memory, (ptrdiff_t)r, j->item, RP_RESULT_SAME, factor);
  }
  j->kernel = j->kernel->scaled;
  j->center = factors->memory;
  return reduce_values(j);
}

int32_t rp_reduce(const rp_plan *plan, const void *x, void *out) {
  if (!rp_plan_has_kept(plan)) return RP_BAD_PLAN;
  const uint32_t op = rp_plan_id(plan->op), dtype = rp_plan_id(plan->dtype);
  if (op >= RP_OPS || rp_op_table[op].family != RP_FAMILY_reduce) return RP_BAD_OP;
  if (dtype >= RP_DTYPES || !rp_active_kernels()->reduce[op][dtype]) return RP_BAD_DTYPE;
  const rp_reduce_kernel *kernel = rp_active_kernels()->reduce[op][dtype];
  const uint32_t result = rp_op_table[op].result;
  if (small_reduce(plan, kernel, result, x, out)) return RP_OK;
  job j;
  memset(&j, 0, offsetof(job, axes));
  j.kernel = kernel;
  j.item = kernel->item_size;
  rp_reduce_axes_read(&j.axes, plan, j.item);
  const double n = (double)j.axes.runs * (double)j.axes.inner.n;
  if (j.axes.results == 0) return RP_OK;
  if (!out || (!x && n > 0)) return RP_NULL_BUFFER;
  if (n == 0 && !kernel->has_identity) return RP_BAD_PLAN; /* TypeScript has refused this already */
  if (n == 0) j.axes.inner.n = 0, j.axes.runs = 1, j.axes.outer_ndim = 0;
  j.x = x ? (const char *)x + (ptrdiff_t)plan->offset[0] * (ptrdiff_t)j.item : NULL;
  char *to = (char *)out + (ptrdiff_t)plan->out_offset * (ptrdiff_t)(result == RP_RESULT_BOOL ? 1 : j.item);

  /* Straight into the output where that is dense and of the same dtype. */
  const int direct = result == RP_RESULT_SAME && out_is_dense(&j);
  const size_t values_bytes = (j.axes.results * j.item + 63) & ~(size_t)63;
  rp_scratch memory = {NULL, -1}, factors = {NULL, -1};
  if (!direct || kernel->has_center) {
    memory = rp_scratch_take(values_bytes * (size_t)(!direct + kernel->has_center));
    if (!memory.memory) return RP_NO_MEMORY;
  }
  j.values = direct ? to : memory.memory;
  int32_t status = RP_OK;
  if (kernel->has_center) {
    char *center = (char *)memory.memory + (direct ? 0 : values_bytes);
    job means = j;
    means.kernel = rp_active_kernels()->reduce[RP_OP_mean][dtype];
    means.values = center;
    status = reduce_values(&means);
    if (status == RP_OK) {
      means.axes.kept_ndim = 1;
      means.axes.kept[0] = (rp_axis){j.axes.results, 0, 1};
      finish_to(&means, n, 0, center, RP_RESULT_SAME);
    }
    j.center = center;
  }
  if (status == RP_OK) status = reduce_values(&j);
  if (status == RP_OK && kernel->scaled) status = scaled_again(&j, n, &factors);
  if (status == RP_OK && !(direct && kernel->finish == RP_FINISH_NONE)) {
    finish_to(&j, n, plan->parameter, to, result);
  }
  rp_scratch_give(factors);
  rp_scratch_give(memory);
  return status;
}
