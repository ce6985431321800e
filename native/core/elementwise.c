/*
 * The elementwise families: walks an array of any layout and feeds the kernels rectangles.
 *
 * TypeScript has dropped, merged and ordered the axes, so the last one is the best to run along. Operands that are
 * contiguous or constant along it go to the kernel as they are; any other is packed, a small tile at a time, in the order
 * that suits its memory.
 */
#include <string.h>

#include "../threads/pool.h"
#include "../threads/split.h"
#include "cpu.h"
#include "library.h"
#include "pack.h"
#include "plan.h"
#include "scratch.h"
#include "table.h"
#include "tiles.h"

#define MAX_OPERANDS 4
/* A packed tile: 64 x 64 elements, or one row of as many; 32 KiB of float64, and behind it room for it in float32. */
#define PACK_ELEMENTS 4096
#define PACK_ROWS 64
#define PACK_BYTES (PACK_ELEMENTS * 12)

typedef union scalar_value {
  uint8_t b;
  int32_t i32;
  int64_t i64;
  float f32;
  double f64;
} scalar_value;

/* Operands 0 … inputs - 1 are read, operand `inputs` is written. Strides in bytes. */
typedef struct walk {
  const rp_kernels *kernels;
  rp_tile_fn *kernel;
  int inputs;
  int outer_ndim;
  char *base[MAX_OPERANDS];
  size_t item[MAX_OPERANDS];
  ptrdiff_t row_stride[MAX_OPERANDS];
  ptrdiff_t col_stride[MAX_OPERANDS];
  size_t rows, cols;
  size_t outer_n[RP_MAX_NDIM];
  ptrdiff_t outer_stride[RP_MAX_NDIM][MAX_OPERANDS];
  size_t outer;          /* product of outer_n */
  uint32_t fixed;        /* inputs that are constant along a row */
  uint32_t packed;       /* operands that go through scratch: neither contiguous nor constant along a row, or mixed */
  uint32_t mixed;        /* inputs that hold float32 for a float64 kernel: converted while they are packed */
  uint32_t stream;
  int in_turns;          /* rows are walked side by side */
  rp_tiles tiles;
  size_t row_tiles, col_tiles;
  size_t outer_per_task; /* many tiny rectangles make one task */
  _Atomic int32_t status;
} walk;

/*
 * Rows that are walked side by side, TURN_BYTES of each in turn, where a result goes around the caches and the CPU fetches
 * ahead on each page by itself, and not far: four pages are four times as far. 1.1 to 1.2 times as fast on a Sapphire
 * Rapids, and in turns of a page no faster.
 */
#define SIDE 4
#define TURN_BYTES ((size_t)1 << 10)
#define PAGE_BYTES ((size_t)4 << 10)

/* SIDE rows. `step`: from element to element of each operand, in bytes. */
static void run_side_by_side(const walk *w, rp_tile t, const ptrdiff_t *step) {
  size_t widest = w->item[w->inputs];
  for (int k = 0; k < w->inputs; k++) widest = step[k] > (ptrdiff_t)widest ? (size_t)step[k] : widest;
  const size_t cols = t.cols, turn = TURN_BYTES / widest;
  t.rows = SIDE;
  for (size_t c = 0; c < cols; c += turn) {
    t.cols = cols - c < turn ? cols - c : turn;
    w->kernel(&t);
    for (int k = 0; k < w->inputs; k++) t.in[k] += (ptrdiff_t)turn * step[k];
    t.out += (ptrdiff_t)turn * step[w->inputs];
  }
}

static void next_rows(const walk *w, rp_tile *t, ptrdiff_t rows) {
  for (int k = 0; k < w->inputs; k++) t->in[k] += rows * t->in_row[k];
  t->out += rows * t->out_row;
}

/* One row as SIDE rows of `piece` elements that follow each other, and what is left of it. */
static void run_pieces(const walk *w, rp_tile t, size_t piece, const ptrdiff_t *step) {
  const size_t left = t.cols - SIDE * piece;
  for (int k = 0; k < w->inputs; k++) t.in_row[k] = (ptrdiff_t)piece * step[k];
  t.out_row = (ptrdiff_t)piece * step[w->inputs];
  t.cols = piece;
  run_side_by_side(w, t, step);
  if (left == 0) return;
  next_rows(w, &t, SIDE);
  t.rows = 1;
  t.cols = left;
  w->kernel(&t);
}

/* Rows in groups of SIDE, and each of those left over in pieces; where pages or cache lines forbid it, one by one. */
static void run_in_turns(const walk *w, rp_tile t) {
  const size_t item = w->item[w->inputs], line = 64 / item, piece = t.cols / SIDE / line * line;
  if (piece * item < PAGE_BYTES || (uintptr_t)t.out % 64 || (t.rows > 1 && t.out_row % 64)) {
    w->kernel(&t);
    return;
  }
  ptrdiff_t step[MAX_OPERANDS];
  for (int k = 0; k <= w->inputs; k++) step[k] = (w->fixed >> k) & 1 ? 0 : (ptrdiff_t)w->item[k];
  size_t left = t.rows;
  t.stream = RP_STREAM_ON;
  for (; left >= SIDE; left -= SIDE, next_rows(w, &t, SIDE)) run_side_by_side(w, t, step);
  t.rows = 1;
  for (; left > 0; left--, next_rows(w, &t, 1)) run_pieces(w, t, piece, step);
  const rp_tile end = {.rows = 0, .stream = RP_STREAM};
  w->kernel(&end);
}

static void run_rectangle(walk *w, char *const *at, size_t rows, size_t cols, char *scratch) {
  rp_tile t = {.rows = rows, .cols = cols, .fixed = w->fixed, .stream = w->stream};
  for (int k = 0; k < w->inputs; k++) {
    t.in[k] = at[k];
    t.in_row[k] = w->row_stride[k];
    if ((w->packed >> k) & 1) {
      char *to = scratch + (size_t)k * PACK_BYTES;
      const int mixed = (w->mixed >> k) & 1;
      char *packed = mixed ? to + PACK_ELEMENTS * 8 : to;
      rp_pack(packed, at[k], rows, cols, w->row_stride[k], w->col_stride[k], w->item[k]);
      if (mixed) {
        const rp_tile widen = {.in = {packed}, .out = to, .rows = 1, .cols = rows * cols};
        w->kernels->cast[RP_FLOAT32][RP_FLOAT64](&widen);
      }
      t.in[k] = to;
      t.in_row[k] = (ptrdiff_t)(cols * (mixed ? sizeof(double) : w->item[k]));
    }
  }
  const int o = w->inputs;
  const int pack_out = (w->packed >> o) & 1;
  t.out = pack_out ? scratch + (size_t)o * PACK_BYTES : at[o];
  t.out_row = pack_out ? (ptrdiff_t)(cols * w->item[o]) : w->row_stride[o];
  if (w->in_turns) run_in_turns(w, t);
  else w->kernel(&t);
  if (pack_out) rp_unpack(at[o], t.out, rows, cols, w->row_stride[o], w->col_stride[o], w->item[o]);
}

static void run_tile(walk *w, char *const *base, size_t row, size_t col, char *scratch) {
  char *at[MAX_OPERANDS];
  for (int k = 0; k <= w->inputs; k++) {
    at[k] = base[k] + (ptrdiff_t)row * w->row_stride[k] + (ptrdiff_t)col * w->col_stride[k];
  }
  const size_t rows = w->rows - row < w->tiles.rows ? w->rows - row : w->tiles.rows;
  const size_t cols = w->cols - col < w->tiles.cols ? w->cols - col : w->tiles.cols;
  run_rectangle(w, at, rows, cols, scratch);
}

/* Where every operand stands at the given combination of outer indices. */
static void outer_base(const walk *w, size_t index, char **base) {
  for (int k = 0; k <= w->inputs; k++) base[k] = w->base[k];
  for (int d = w->outer_ndim - 1; d >= 0; d--) {
    const size_t i = index % w->outer_n[d];
    index /= w->outer_n[d];
    for (int k = 0; k <= w->inputs; k++) base[k] += (ptrdiff_t)i * w->outer_stride[d][k];
  }
}

static void run_task(void *context, size_t task) {
  walk *w = context;
  const size_t tiles = w->row_tiles * w->col_tiles;
  const size_t tile = task % tiles;
  size_t outer = task / tiles * w->outer_per_task;
  size_t end = outer + w->outer_per_task;
  if (end > w->outer) end = w->outer;
  rp_scratch s = {NULL, -1};
  if (w->packed) {
    s = rp_scratch_take((size_t)(w->inputs + 1) * PACK_BYTES);
    if (!s.memory) {
      w->status = RP_NO_MEMORY;
      return;
    }
  }
  for (; outer < end; outer++) {
    char *base[MAX_OPERANDS];
    outer_base(w, outer, base);
    run_tile(w, base, tile / w->col_tiles * w->tiles.rows, tile % w->col_tiles * w->tiles.cols, s.memory);
  }
  if (w->packed) rp_scratch_give(s);
}

static int32_t run(walk *w, const rp_plan *plan) {
  const int ndim = (int)plan->ndim, o = w->inputs;
  size_t element_bytes = 0;
  w->rows = w->cols = w->outer = 1;
  for (int k = 0; k <= o; k++) {
    w->row_stride[k] = 0;
    w->col_stride[k] = (ptrdiff_t)w->item[k];
  }
  for (int d = 0; d < ndim; d++) {
    const rp_plan_axis *axis = &plan->axis[d];
    const size_t n = (size_t)axis->n;
    if (n == 0) return RP_OK;
    ptrdiff_t *strides = w->outer_stride[d];
    if (d == ndim - 1) w->cols = n, strides = w->col_stride;
    else if (d == ndim - 2) w->rows = n, strides = w->row_stride;
    else w->outer_n[d] = n, w->outer *= n, w->outer_ndim = d + 1;
    for (int k = 0; k < o; k++) {
      strides[k] = ((int)plan->scalars >> k) & 1 ? 0 : (ptrdiff_t)axis->in[k] * (ptrdiff_t)w->item[k];
    }
    strides[o] = (ptrdiff_t)axis->out * (ptrdiff_t)w->item[o];
  }
  for (int k = 0; k <= o; k++) {
    if (!w->base[k]) return RP_NULL_BUFFER;
    if ((w->mixed >> k) & 1) w->packed |= 1u << k;
    else if (k < o && w->col_stride[k] == 0 && o > 1) w->fixed |= 1u << k;
    else if (w->col_stride[k] != (ptrdiff_t)w->item[k]) w->packed |= 1u << k;
    if (!((w->fixed >> k) & 1)) element_bytes += w->item[k];
  }
  const double bytes = (double)element_bytes * (double)w->cols * (double)w->rows * (double)w->outer;
  const int may_stream = !w->packed && w->cols * w->item[o] >= RP_STREAM_ROW_BYTES;
  const rp_split split = rp_split_begin(w->packed ? RP_KIND_STRIDED : RP_KIND_ELEMENTWISE, bytes, may_stream ? bytes : 0);
  if (!w->packed) {
    w->stream = split.stream;
    w->tiles = split.threads > 1 || w->outer > 1 ? rp_tiles_elementwise(w->rows, w->cols, element_bytes)
                                                 : (rp_tiles){w->rows, w->cols};
    w->in_turns = w->stream && rp_cpu_fetches_by_page();
    /* Rows side by side are better than pieces of one. */
    if (w->in_turns && w->tiles.cols == w->cols) w->tiles.rows = (w->tiles.rows + SIDE - 1) / SIDE * SIDE;
  } else {
    w->tiles.rows = w->rows < PACK_ROWS ? w->rows : PACK_ROWS;
    w->tiles.cols = PACK_ELEMENTS / w->tiles.rows;
  }
  if (split.threads == 1 && w->outer == 1 && !w->packed) {
    run_rectangle(w, w->base, w->rows, w->cols, NULL);
  } else {
    w->row_tiles = (w->rows + w->tiles.rows - 1) / w->tiles.rows;
    w->col_tiles = (w->cols + w->tiles.cols - 1) / w->tiles.cols;
    const size_t rectangle = w->rows * w->cols;
    w->outer_per_task = rectangle < PACK_ELEMENTS ? PACK_ELEMENTS / rectangle : 1;
    const size_t tasks = (w->outer + w->outer_per_task - 1) / w->outer_per_task * w->row_tiles * w->col_tiles;
    rp_pool_run(tasks, split.threads, run_task, w);
  }
  rp_split_end(&split);
  return w->status;
}

static void set_scalar(scalar_value *value, uint32_t dtype, double x) {
  switch (dtype) {
    case RP_FLOAT32: value->f32 = (float)x; break;
    case RP_FLOAT64: value->f64 = x; break;
    case RP_INT32: value->i32 = (int32_t)x; break;
    case RP_INT64: value->i64 = (int64_t)x; break;
    default: value->b = (uint8_t)x; break;
  }
}

/* Fills in operand k from the plan: its item size and where it starts. */
static void set_input(walk *w, const rp_plan *plan, int k, const void *buffer, uint32_t dtype, scalar_value *value) {
  w->item[k] = rp_item_size[dtype];
  if (((int)plan->scalars >> k) & 1) {
    set_scalar(value, dtype, plan->scalar[k]);
    w->base[k] = (char *)value;
  } else {
    w->base[k] = buffer ? (char *)(uintptr_t)buffer + (ptrdiff_t)plan->offset[k] * (ptrdiff_t)w->item[k] : NULL;
  }
}

static void set_output(walk *w, const rp_plan *plan, void *buffer, uint32_t dtype) {
  w->item[w->inputs] = rp_item_size[dtype];
  w->base[w->inputs] = buffer ? (char *)buffer + (ptrdiff_t)plan->out_offset * (ptrdiff_t)rp_item_size[dtype] : NULL;
}

/* Only what run() does not set itself: clearing all of the walk would take longer than a small array does. */
static void start(walk *w, const rp_kernels *kernels, rp_tile_fn *kernel, int inputs) {
  w->kernels = kernels;
  w->kernel = kernel;
  w->inputs = inputs;
  w->outer_ndim = 0;
  w->fixed = w->packed = w->mixed = w->stream = 0;
  w->in_turns = 0;
  w->status = RP_OK;
}

/* Up to here a run goes straight to its kernel: nothing to share out, to stream, or to time. */
#define SMALL_BYTES ((double)(16 << 10))

/* One short run of contiguous operands and scalars of one dtype, which is what small arrays are; 0 where it is not. */
static int small_run(const rp_plan *plan, uint32_t family, int inputs, const void *const *in, void *out,
                     rp_tile_fn *kernel) {
  const uint32_t dtype = (uint32_t)plan->dtype, scalars = (uint32_t)plan->scalars;
  const rp_plan_axis *axis = plan->axis;
  const size_t item = rp_item_size[dtype];
  const uint32_t result = rp_op_table[(uint32_t)plan->op].result;
  if (plan->ndim != 1 || plan->mixed != 0 || !(axis->n * (double)item <= SMALL_BYTES) || axis->out != 1 || !out ||
      family == RP_FAMILY_select)
    return 0;
  if (inputs == 1 && scalars) return 0;
  scalar_value values[3];
  rp_tile t = {.rows = 1, .cols = (size_t)axis->n, .fixed = scalars};
  for (int k = 0; k < inputs; k++) {
    if ((scalars >> k) & 1) {
      set_scalar(&values[k], dtype, plan->scalar[k]);
      t.in[k] = (const char *)&values[k];
    } else {
      if (!in[k] || axis->in[k] != 1) return 0;
      t.in[k] = (const char *)in[k] + (ptrdiff_t)plan->offset[k] * (ptrdiff_t)item;
    }
  }
  t.out = (char *)out + (ptrdiff_t)plan->out_offset * (ptrdiff_t)(result == RP_RESULT_BOOL ? 1 : item);
  kernel(&t);
  return 1;
}

static int32_t elementwise(const rp_plan *plan, uint32_t family, int inputs, const void *const *in, void *out) {
  if (!rp_plan_has_axes(plan)) return RP_BAD_PLAN;
  const uint32_t op = rp_plan_id(plan->op), dtype = rp_plan_id(plan->dtype);
  if (op >= RP_OPS || rp_op_table[op].family != family) return RP_BAD_OP;
  if (dtype >= RP_DTYPES) return RP_BAD_DTYPE;
  const rp_kernels *kernels = rp_active_kernels();
  rp_tile_fn *kernel = kernels->tile[op][dtype];
  if (!kernel) return RP_BAD_DTYPE;
  if (small_run(plan, family, inputs, in, out, kernel)) return RP_OK;
  walk w;
  start(&w, kernels, kernel, inputs);
  w.mixed = dtype == RP_FLOAT64 ? (uint32_t)plan->mixed & ~(uint32_t)plan->scalars : 0;
  scalar_value values[3];
  for (int k = 0; k < inputs; k++) {
    const uint32_t own = family == RP_FAMILY_select && k == 0 ? RP_BOOL : (w.mixed >> k) & 1 ? RP_FLOAT32 : dtype;
    set_input(&w, plan, k, in[k], own, &values[k]);
  }
  set_output(&w, plan, out, rp_op_table[op].result == RP_RESULT_BOOL ? RP_BOOL : dtype);
  return run(&w, plan);
}

int32_t rp_unary(const rp_plan *plan, const void *x, void *out) {
  return elementwise(plan, RP_FAMILY_unary, 1, &x, out);
}

int32_t rp_binary(const rp_plan *plan, const void *a, const void *b, void *out) {
  const void *in[2] = {a, b};
  return elementwise(plan, RP_FAMILY_binary, 2, in, out);
}

/* The kernel of a short cut, or the status that says why there is none. */
static int32_t short_kernel(uint32_t op, uint32_t dtype, uint32_t n, rp_tile_fn **kernel) {
  if (op >= RP_OPS || rp_op_table[op].family != RP_FAMILY_binary) return RP_BAD_OP;
  if (dtype >= RP_DTYPES) return RP_BAD_DTYPE;
  *kernel = rp_active_kernels()->tile[op][dtype];
  if (!*kernel) return RP_BAD_DTYPE;
  return (double)n * rp_item_size[dtype] <= SMALL_BYTES ? RP_OK : RP_BAD_PLAN;
}

int32_t rp_binary_number(uint32_t op, uint32_t dtype, uint32_t n, double number, void *a, void *out) {
  rp_tile_fn *kernel;
  const int32_t status = short_kernel(op, dtype, n, &kernel);
  if (status != RP_OK) return status;
  if (!a || !out) return RP_NULL_BUFFER;
  scalar_value value;
  set_scalar(&value, dtype, number);
  const rp_tile t = {.in = {a, (const char *)&value}, .out = out, .rows = 1, .cols = n, .fixed = 2};
  kernel(&t);
  return RP_OK;
}

int32_t rp_binary_pair(uint32_t op, uint32_t dtype, uint32_t n, void *a, void *b, void *out) {
  rp_tile_fn *kernel;
  const int32_t status = short_kernel(op, dtype, n, &kernel);
  if (status != RP_OK) return status;
  if (!a || !b || !out) return RP_NULL_BUFFER;
  const rp_tile t = {.in = {a, b}, .out = out, .rows = 1, .cols = n};
  kernel(&t);
  return RP_OK;
}

int32_t rp_ternary(const rp_plan *plan, const void *a, const void *b, const void *c, void *out) {
  const void *in[3] = {a, b, c};
  return elementwise(plan, RP_FAMILY_ternary, 3, in, out);
}

int32_t rp_select(const rp_plan *plan, const void *condition, const void *x, const void *y, void *out) {
  const void *in[3] = {condition, x, y};
  return elementwise(plan, RP_FAMILY_select, 3, in, out);
}

int32_t rp_cast(const rp_plan *plan, const void *x, void *out) {
  if (!rp_plan_has_axes(plan)) return RP_BAD_PLAN;
  const uint32_t from = rp_plan_id(plan->dtype), to = rp_plan_id(plan->op);
  if (from >= RP_DTYPES || to >= RP_DTYPES) return RP_BAD_DTYPE;
  const rp_kernels *kernels = rp_active_kernels();
  walk w;
  start(&w, kernels, kernels->cast[from][to], 1);
  scalar_value value;
  set_input(&w, plan, 0, x, from, &value);
  set_output(&w, plan, out, to);
  return run(&w, plan);
}
