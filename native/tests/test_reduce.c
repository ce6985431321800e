/*
 * The reducing families through their exported functions: any layout, any axes. The bits must be the same for every ISA
 * and any number of threads; values must be within the bound of the table of a sum in extended precision, and exact
 * where the table says so.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "check.h"
#include "layouts.h"
#include "oracle.h"

#define FILLER 0xA5
static guarded input_memory, output_memory;
static char *reference, *gathered;

static double value_at(const char *p, uint32_t dtype) {
  if (dtype == RP_FLOAT32) return (double)*(const float *)(const void *)p;
  return dtype == RP_FLOAT64 ? *(const double *)(const void *)p : *(const uint8_t *)p;
}

/* What infinities and NaN among n gathered elements make of sums: 0 if there are none, or if others overflow too. */
static double not_finite(uint32_t dtype, size_t n) {
  double sum = 0, magnitude = 0;
  for (size_t i = 0; i < n; i++) {
    const double x = value_at(gathered + i * rp_item_size[dtype], dtype);
    if (isfinite(x)) magnitude += fabs(x);
    else sum += x;
  }
  return magnitude < (dtype == RP_FLOAT32 ? 0x1p127 : 0x1p1023) ? sum : 0;
}

/* One result against the gathered elements it was made from. */
static void check_result(uint32_t op, uint32_t dtype, size_t n, double correction, const char *got) {
  if (rp_op_table[op].family == RP_FAMILY_argreduce) {
    const int64_t want = oracle_args[op][dtype](gathered, rp_item_size[dtype], n);
    expect_same(got, &want, 1, RP_INT64);
    return;
  }
  const uint32_t result = oracle_result_dtype(op, dtype);
  if (oracle_tolerances[op].kind == TOLERANCE_EXACT) {
    /* The order does not matter, so any tree will do. */
    char want[8];
    oracle_reductions[op][dtype].tree(gathered, rp_item_size[dtype], n, 1, NULL, want);
    if (result == RP_BOOL) *want = value_at(want, dtype) != 0;
    expect_same(got, want, 1, result);
    return;
  }
  const double g = value_at(got, result), bad = not_finite(dtype, n);
  if (op == RP_OP_asum || op == RP_OP_nrm2) {
    /* Nothing cancels: infinite if anything is, and NaN if anything is. */
    int infinite = 0, nan = 0;
    for (size_t i = 0; i < n; i++) {
      const double x = value_at(gathered + i * rp_item_size[dtype], dtype);
      infinite |= isinf(x) != 0, nan |= x != x;
    }
    if (infinite || nan) {
      expect(nan ? g != g : g == INFINITY, "got %a, want %s", g, nan ? "NaN" : "inf");
      return;
    }
  }
  if (bad != 0) {
    if (op == RP_OP_sum || op == RP_OP_mean) expect(bad != bad ? g != g : g == bad, "got %a, want %a", g, bad);
    if (op == RP_OP_var || op == RP_OP_std) expect(g != g, "got %a, want NaN", g);
    return;
  }
  /* 16 steps in a block, 6 to fold the lanes, and no more mergers of blocks and runs than halvings of n, and a few. */
  const oracle_value v = oracle_accurate(op, dtype, gathered, n, correction, 16 + 6 + log2((double)n + 1) + 3);
  if (v.defined) expect(fabs(g - v.value) <= v.error, "n %zu: got %a, want %a within %a", n, g, v.value, v.error);
}

static void check_results(uint32_t op, const rp_plan *p, const shape *s, const layout *in, const layout *to,
                          const char *x, const char *out, int kept) {
  const uint32_t dtype = (uint32_t)p->dtype;
  const size_t item = rp_item_size[dtype], out_item = rp_item_size[oracle_result_dtype(op, dtype)];
  size_t results = 1, n = 1;
  for (int d = 0; d < s->ndim; d++) *(d < kept ? &results : &n) *= s->n[d];
  const char *origin = x + in->offset * (ptrdiff_t)item;
  size_t index[LAYOUT_NDIM] = {0};
  /* Of many results some: those between them have the same bits for every ISA, which is tested for all. */
  const size_t each = results / 2000 + 1, chosen = below(each);
  for (size_t r = 0; r < results; r++, next_index(s, 0, kept, index)) {
    if (r % each != chosen && r + 1 < results) continue;
    const char *from = origin + place_of(in, 0, kept, index) * (ptrdiff_t)item;
    for (size_t i = 0; i < n; i++, next_index(s, kept, s->ndim, index)) {
      memcpy(gathered + i * item, from + place_of(in, kept, s->ndim, index) * (ptrdiff_t)item, item);
    }
    check_result(op, dtype, n, p->parameter, out + (to->offset + place_of(to, 0, kept, index)) * (ptrdiff_t)out_item);
  }
}

static void one_shape(uint32_t op, uint32_t dtype, const shape *s, int large) {
  static rp_plan plan;
  const uint32_t family = rp_op_table[op].family, result = oracle_result_dtype(op, dtype);
  const size_t item = rp_item_size[dtype], out_item = rp_item_size[result];
  const int kept = (int)below((size_t)s->ndim + 1);
  shape kept_shape = {.ndim = kept, .size = 1};
  size_t n = 1;
  plan = (rp_plan){.op = op, .dtype = dtype, .ndim = s->ndim, .kept = kept, .parameter = below(3)};
  const layout in = random_layout(s, 1);
  for (int d = 0; d < kept; d++) kept_shape.n[d] = s->n[d], kept_shape.size *= s->n[d];
  for (int d = kept; d < s->ndim; d++) n *= s->n[d];
  const layout to = random_layout(&kept_shape, 0);
  for (int d = 0; d < s->ndim; d++) {
    plan.axis[d].n = (double)s->n[d];
    plan.axis[d].in[0] = (double)in.stride[d];
    plan.axis[d].out = d < kept ? (double)to.stride[d] : 0;
  }
  plan.offset[0] = (double)in.offset;
  plan.out_offset = (double)to.offset;
  char *x = buffer_for(&input_memory, &in, item), *out = buffer_for(&output_memory, &to, out_item);
  const int factors = op == RP_OP_prod && chance(60);
  fill(x, in.span, dtype, factors ? DATA_FACTORS : (data_kind)below(DATA_KINDS));
  now.plan = &plan;
  now.inputs = 1;
  const int nothing = n == 0 && (family == RP_FAMILY_argreduce || op == RP_OP_min || op == RP_OP_max);
  int first = 1;
  EACH_ISA(isa) {
    use_isa(isa);
    for (size_t t = 0; t < 4; t++) {
      use_threads(thread_counts[t]);
      memset(out - 64, FILLER, 64 + to.span * out_item);
      const int32_t status = call_family(family, &plan, (const void *[]){x}, out);
      const int32_t right = nothing && kept_shape.size ? RP_BAD_PLAN : RP_OK;
      expect(status == right, "status %d, want %d", status, right);
      if (first) memcpy(reference, out, to.span * out_item);
      else expect_same(out, reference, to.span, result);
      expect((unsigned char)out[-1] == FILLER, "wrote before its output");
      if (first && !nothing) check_results(op, &plan, s, &in, &to, x, out, kept);
      first = 0;
      if (!large && t == 1) break;
    }
  }
  /* What lies between the results was left alone. */
  size_t index[LAYOUT_NDIM] = {0};
  for (size_t r = 0; r < kept_shape.size; r++, next_index(&kept_shape, 0, kept, index)) {
    memset(reference + (to.offset + place_of(&to, 0, kept, index)) * (ptrdiff_t)out_item, FILLER, out_item);
  }
  size_t i = 0;
  while (i < to.span * out_item && (unsigned char)reference[i] == FILLER) i++;
  expect(i == to.span * out_item, "wrote between its results, at byte %zu", i);
  now.plan = NULL;
}

/* ---- the tree itself, where the layout says which it is ---- */

/* rows x cols elements: everything (axes 0), the columns of a matrix (axis 0), or its rows (axis 1). */
static void one_tree(uint32_t op, uint32_t dtype, size_t rows, size_t cols, int axis, size_t step) {
  static rp_plan plan;
  const size_t item = rp_item_size[dtype], lanes = dtype == RP_FLOAT64 ? RP_LANES_f64 : RP_LANES_f32;
  const ptrdiff_t row = (ptrdiff_t)(cols * step * item), col = (ptrdiff_t)(step * item);
  char *x = guarded_end(&input_memory, rows * cols * step * item);
  fill(x, rows * cols * step, dtype, op == RP_OP_prod ? DATA_FACTORS : chance(50) ? DATA_UNIT : DATA_WIDE);
  const rp_plan_axis by_row = {(double)rows, {(double)(cols * step)}, 1}, by_col = {(double)cols, {(double)step}, 1};
  plan = (rp_plan){.op = op, .dtype = dtype, .ndim = rows > 1 ? 2 : 1, .kept = rows > 1};
  plan.axis[0] = rows > 1 && axis ? by_row : by_col;
  plan.axis[1] = axis ? by_col : by_row;
  const size_t results = rows == 1 ? 1 : axis ? rows : cols;
  oracle_tree_fn *const tree = oracle_reductions[op][dtype].tree;
  for (size_t r = 0; r < results; r++) {
    char partial[8 * RP_LANES_MAX];
    if (rows == 1 || axis) {
      tree(x + (ptrdiff_t)r * row, col, cols, lanes, NULL, partial);
      oracle_reductions[op][dtype].fold(partial, lanes);
    } else {
      tree(x + (ptrdiff_t)r * col, row, rows, 1, NULL, partial);
    }
    const double count = rows == 1 || axis ? (double)cols : (double)rows;
    if (dtype == RP_FLOAT32) {
      const float v = *(float *)(void *)partial;
      ((float *)(void *)reference)[r] = op == RP_OP_mean ? (float)((double)v / count) : v;
    } else {
      const double v = *(double *)(void *)partial;
      ((double *)(void *)reference)[r] = op == RP_OP_mean ? v / count : v;
    }
  }
  now.plan = &plan;
  now.inputs = 1;
  char *out = guarded_end(&output_memory, results * item);
  EACH_ISA(isa) {
    use_isa(isa);
    for (size_t t = 0; t < 4; t++) {
      use_threads(thread_counts[t]);
      memset(out, FILLER, results * item);
      const int32_t status = call_family(RP_FAMILY_reduce, &plan, (const void *[]){x}, out);
      expect(status == RP_OK, "status %d", status);
      expect_same(out, reference, results, dtype);
    }
  }
  now.plan = NULL;
}

static void test_trees(void) {
  if (!group_begin("reduction trees, whole, axis 0, axis 1")) return;
  const uint32_t ops[] = {RP_OP_sum, RP_OP_prod, RP_OP_mean};
  for (size_t o = 0; o < 3; o++) {
    for (uint32_t dtype = RP_FLOAT32; dtype <= RP_FLOAT64; dtype++) {
      now.op = rp_op_table[ops[o]].name;
      now.dtype = dtype;
      for (size_t i = 0; i < scaled(12); i++) {
        /* A little off a power of two of blocks, where pieces and trees could disagree. */
        const size_t n = ((size_t)1 << (12 + below(8))) + (chance(30) ? 0 : below(5000)) - below(3);
        one_tree(ops[o], dtype, 1, n, 1, 1 + below(3));
        const size_t few = 2 + below(chance(50) ? 9 : 300), many = 2 + below(400000 / few);
        one_tree(ops[o], dtype, many, few, 0, 1 + below(2));
        one_tree(ops[o], dtype, few + 1, many, (int)below(2), 1 + below(2));
        one_tree(ops[o], dtype, many, few, 1, 1);
      }
      test_end();
    }
  }
  group_end();
}

/* The mean of large numbers overflows, and every deviation from it does: an infinity for every ISA, as in NumPy. */
static void test_overflow(void) {
  if (!group_begin("deviations from an overflowed mean")) return;
  static rp_plan plan;
  const uint32_t ops[] = {RP_OP_var, RP_OP_std};
  for (uint32_t dtype = RP_FLOAT32; dtype <= RP_FLOAT64; dtype++) {
    for (size_t n = 2; n < 300; n++) {
      for (size_t i = 0; i < n; i++) {
        if (dtype == RP_FLOAT32) ((float *)(void *)gathered)[i] = 0x1.8p127f;
        else ((double *)(void *)gathered)[i] = 0x1.8p1023;
      }
      plan = (rp_plan){.op = ops[n % 2], .dtype = dtype, .ndim = 1};
      plan.axis[0] = (rp_plan_axis){(double)n, {1}, 0};
      now = (current_case){.op = rp_op_table[ops[n % 2]].name, .dtype = dtype, .plan = &plan, .inputs = 1};
      EACH_ISA(isa) {
        use_isa(isa);
        expect(rp_reduce(&plan, gathered, reference) == RP_OK, "status");
        expect(value_at(reference, dtype) == INFINITY, "got %g", value_at(reference, dtype));
      }
    }
    test_end();
  }
  now.plan = NULL;
  group_end();
}

/* Elements of every size that there is, where squares overflow and vanish: as a row, as columns, as short and long runs. */
static void test_norms(void) {
  if (!group_begin("norms at the ends of the range")) return;
  static rp_plan plan;
  for (uint32_t dtype = RP_FLOAT32; dtype <= RP_FLOAT64; dtype++) {
    const size_t item = rp_item_size[dtype];
    const int least = dtype == RP_FLOAT32 ? -149 : -1074, most = dtype == RP_FLOAT32 ? 127 : 1023;
    now = (current_case){.op = "nrm2", .dtype = dtype, .plan = &plan, .inputs = 1};
    for (size_t i = 0; i < scaled(400); i++) {
      /* `rows` norms of n elements each, the elements of one next to each other or `rows` apart. */
      const size_t rows = 1 + below(chance(50) ? 3 : 40), n = 1 + below(chance(20) ? 20000 : chance(50) ? 3000 : 40);
      const int by_columns = chance(50);
      char *x = guarded_end(&input_memory, rows * n * item), *out = guarded_end(&output_memory, rows * item);
      const size_t in_row = by_columns ? 1 : n, in_run = by_columns ? rows : 1;
      for (size_t r = 0; r < rows; r++) {
        const int top = least + (int)below((size_t)(most - least + 1)), spread = 1 + (int)below(chance(50) ? 3 : 80);
        for (size_t k = 0; k < n; k++) {
          int e = top - (int)below((size_t)spread);
          const double v = ldexp(1 + (double)below(1 << 20) * 0x1p-21, e < least ? least : e) * (chance(50) ? -1 : 1);
          const size_t at = r * in_row + k * in_run;
          if (dtype == RP_FLOAT32) ((float *)(void *)x)[at] = chance(5) ? 0 : (float)v;
          else ((double *)(void *)x)[at] = chance(5) ? 0 : v;
        }
      }
      plan = (rp_plan){.op = RP_OP_nrm2, .dtype = dtype, .ndim = rows > 1 ? 2 : 1, .kept = rows > 1};
      plan.axis[0] = (rp_plan_axis){(double)rows, {(double)in_row}, 1};
      plan.axis[rows > 1] = (rp_plan_axis){(double)n, {(double)in_run}, 0};
      int first = 1;
      EACH_ISA(isa) {
        use_isa(isa);
        for (size_t t = 0; t < 4; t++) {
          use_threads(thread_counts[t]);
          memset(out, FILLER, rows * item);
          expect(rp_reduce(&plan, x, out) == RP_OK, "status");
          if (first) memcpy(reference, out, rows * item);
          else expect_same(out, reference, rows, dtype);
          first = 0;
        }
      }
      for (size_t r = 0; r < rows; r++) {
        for (size_t k = 0; k < n; k++) memcpy(gathered + k * item, x + (r * in_row + k * in_run) * item, item);
        const oracle_value v = oracle_accurate(RP_OP_nrm2, dtype, gathered, n, 0, 16 + 6 + log2((double)n + 1) + 3);
        const double g = value_at(reference + r * item, dtype);
        if (v.defined) expect(fabs(g - v.value) <= v.error, "n %zu: got %a, want %a within %a", n, g, v.value, v.error);
        expect(v.defined || g == INFINITY || g >= v.value * 0.99, "got %a, want about %a", g, v.value);
      }
    }
    test_end();
  }
  now.plan = NULL;
  group_end();
}

void test_reduce_driver(void) {
  if (!input_memory.first) {
    input_memory = guarded_new(LAYOUT_ELEMENTS * 8);
    output_memory = guarded_new(LAYOUT_ELEMENTS * 8 + 64);
    reference = malloc(LAYOUT_ELEMENTS * 8);
    gathered = malloc(LAYOUT_ELEMENTS * 8);
  }
  if (group_begin("reducing families, any layout, any axes")) {
    for (uint32_t op = 0; op < RP_OPS; op++) {
      for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
        if (!oracle_reductions[op][dtype].tree && !oracle_args[op][dtype]) continue;
        now.op = rp_op_table[op].name;
        now.dtype = dtype;
        for (size_t i = 0; i < scaled(200); i++) {
          const shape s = small_shape();
          one_shape(op, dtype, &s, 0);
        }
        for (size_t i = 0; i < scaled(7); i++) {
          const shape s = large_shape((size_t)70000 << below(3));
          one_shape(op, dtype, &s, 1);
        }
        test_end();
      }
    }
    group_end();
  }
  test_trees();
  test_overflow();
  test_norms();
}
