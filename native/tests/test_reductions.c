/* The reduction kernels against the tree of the oracle, bit for bit: rows, runs, columns, merging, folding; arg. */
#include <math.h>
#include <string.h>

#include "check.h"
#include "oracle.h"

#define LONGEST (48 * 1024)
#define FILLER 0xA5
static guarded data, results, stacks;
static char wanted[8 * 4096], center[8 * 4096];

static uint32_t lanes_of(uint32_t dtype) { return dtype == RP_FLOAT64 ? RP_LANES_f64 : RP_LANES_f32; }

static data_kind kind_for(uint32_t op, size_t i) {
  const data_kind kind = (data_kind)(i % DATA_KINDS);
  return op == RP_OP_prod && kind == DATA_UNIT ? DATA_FACTORS : kind;
}

static int has_center(uint32_t op) { return op == RP_OP_var || op == RP_OP_std; }

/*
 * Centres: mostly near the data, now and then any value at all, an overflowed mean included. Not for runs of no
 * elements: their result is NaN whatever the kernel says.
 */
static const void *centers(uint32_t op, uint32_t dtype, size_t n, size_t elements) {
  if (!has_center(op)) return NULL;
  fill(center, n, dtype, chance(70) || elements == 0 ? DATA_UNIT : DATA_PATTERNS);
  return center;
}

static int finite(const void *c, uint32_t dtype) {
  return !c || (dtype == RP_FLOAT32 ? isfinite(*(const float *)c) : isfinite(*(const double *)c));
}

/* The value of a kernel that ends a tree: what accuracy promises, where a bound can be given. */
static void check_accuracy(uint32_t op, uint32_t dtype, const void *x, size_t n, const void *got) {
  if (op != RP_OP_sum && op != RP_OP_prod) return; /* the driver finishes the others: test_reduce_driver.c */
  double depth = RP_BLOCK_GROUPS + 6;
  for (size_t blocks = n / (lanes_of(dtype) * RP_BLOCK_GROUPS); blocks; blocks /= 2) depth++;
  const oracle_value v = oracle_accurate(op, dtype, x, n, 0, depth);
  const double g = dtype == RP_FLOAT32 ? (double)*(const float *)got : *(const double *)got;
  if (v.defined) expect(fabs(g - v.value) <= v.error, "n %zu: got %a, want %a within %a", n, g, v.value, v.error);
}

/* One run: to lanes, folded, and as a row. */
static void one_run(uint32_t op, uint32_t dtype, size_t n, data_kind kind) {
  const oracle_reduction *o = &oracle_reductions[op][dtype];
  const size_t item = rp_item_size[dtype];
  const uint32_t lanes = lanes_of(dtype);
  char *x = n % 3 ? guarded_end(&data, n * item) : guarded_start(&data, below(17) * item);
  fill(x, n, dtype, kind);
  const void *c = centers(op, dtype, 1, n);
  char folded[8 * RP_LANES_MAX];
  o->tree(x, (ptrdiff_t)item, n, lanes, c, wanted);
  memcpy(folded, wanted, lanes * item);
  o->fold(folded, lanes);
  now.rows = 1;
  now.cols = n;
  EACH_ISA(isa) {
    const rp_reduce_kernel *k = rp_isa_table[isa].kernels->reduce[op][dtype];
    now.isa = rp_isa_table[isa].name;
    now.what = "run to lanes";
    expect(k->item_size == item && k->lanes == lanes, "item size %u, lanes %u", k->item_size, k->lanes);
    char *out = guarded_end(&results, lanes * item);
    memset(out, FILLER, lanes * item);
    k->run(x, n, c, out);
    /*
     * Deviations from an infinity are all infinite or NaN, and any and all of bools stop when they know: which lanes say so
     * is open, the result is not.
     */
    if (dtype != RP_BOOL && finite(c, dtype)) expect_same(out, wanted, lanes, dtype);
    now.what = "fold";
    k->fold(out, out + (lanes - 1) * item);
    expect_same(out + (lanes - 1) * item, folded, 1, dtype);
    now.what = "row";
    out = guarded_end(&results, item);
    k->rows(x, (ptrdiff_t)(n * item), 1, n, c, out);
    expect_same(out, folded, 1, dtype);
    check_accuracy(op, dtype, x, n, out);
  }
}

/* Several rows of any stride, each with a centre of its own. */
static void some_rows(uint32_t op, uint32_t dtype) {
  const oracle_reduction *o = &oracle_reductions[op][dtype];
  const size_t item = rp_item_size[dtype], rows = 1 + below(9), cols = below(chance(80) ? 150 : chance(70) ? 1500 : 5000);
  const size_t step = chance(20) ? 0 : cols + (chance(50) ? 0 : below(9)), items = step * (rows - 1) + cols;
  char *p = guarded_end(&data, items * item);
  fill(p, items, dtype, kind_for(op, below(DATA_KINDS)));
  const ptrdiff_t stride = (ptrdiff_t)(step * item) * (chance(25) ? -1 : 1);
  const char *x = stride < 0 ? p - stride * (ptrdiff_t)(rows - 1) : p;
  const char *c = centers(op, dtype, rows, cols);
  char partial[8 * RP_LANES_MAX];
  for (size_t r = 0; r < rows; r++) {
    o->tree(x + (ptrdiff_t)r * stride, (ptrdiff_t)item, cols, lanes_of(dtype), c ? c + r * item : NULL, partial);
    o->fold(partial, lanes_of(dtype));
    memcpy(wanted + r * item, partial, item);
  }
  now.what = "rows";
  now.rows = rows;
  now.cols = cols;
  EACH_ISA(isa) {
    now.isa = rp_isa_table[isa].name;
    char *out = guarded_end(&results, rows * item);
    memset(out - 64, FILLER, 64 + rows * item);
    rp_isa_table[isa].kernels->reduce[op][dtype]->rows(x, stride, rows, cols, c, out);
    expect_same(out, wanted, rows, dtype);
    expect(out[-1] == (char)FILLER, "wrote before its output");
  }
}

/* How many levels a stack for so many rows has (core/reduce.c). */
static size_t levels_for(size_t rows) {
  size_t levels = 1;
  while ((rows / RP_BLOCK_GROUPS) >> levels) levels++;
  return levels;
}

static void some_columns(uint32_t op, uint32_t dtype, size_t rows, size_t cols) {
  const oracle_reduction *o = &oracle_reductions[op][dtype];
  const size_t item = rp_item_size[dtype];
  const size_t step = chance(10) ? 0 : cols + (chance(50) ? 0 : below(9)), items = rows ? step * (rows - 1) + cols : 0;
  char *p = guarded_end(&data, items * item);
  fill(p, items, dtype, kind_for(op, below(DATA_KINDS)));
  const ptrdiff_t stride = (ptrdiff_t)(step * item) * (chance(25) ? -1 : 1);
  const char *x = stride < 0 && rows ? p - stride * (ptrdiff_t)(rows - 1) : p;
  const char *c = centers(op, dtype, cols, rows);
  for (size_t j = 0; j < cols; j++) {
    o->tree(x + j * item, stride, rows, 1, c ? c + j * item : NULL, wanted + j * item);
  }
  now.what = "columns";
  now.rows = rows;
  now.cols = cols;
  EACH_ISA(isa) {
    now.isa = rp_isa_table[isa].name;
    char *out = guarded_end(&results, cols * item), *stack = guarded_end(&stacks, levels_for(rows) * cols * item);
    memset(out - 64, FILLER, 64 + cols * item);
    memset(stack, 0xFF, levels_for(rows) * cols * item); /* NaN: nothing stale may be read */
    rp_isa_table[isa].kernels->reduce[op][dtype]->cols(x, stride, rows, cols, c, out, stack);
    expect_same(out, wanted, cols, dtype);
    expect(out[-1] == (char)FILLER, "wrote before its output");
  }
}

static void some_merges(uint32_t op, uint32_t dtype) {
  const size_t item = rp_item_size[dtype], n = below(400);
  char *older = guarded_end(&data, n * item);
  fill(older, n, dtype, kind_for(op, below(DATA_KINDS)));
  /* Partial results, so of the kind that the operation gives: truth for any and all. */
  const int truth = op == RP_OP_any || op == RP_OP_all;
  char *newer = center;
  fill(newer, n, dtype, kind_for(op, below(DATA_KINDS)));
  for (size_t i = 0; truth && i < n; i++) {
    for (int k = 0; k < 2; k++) {
      char *v = (k ? newer : older) + i * item;
      if (dtype == RP_BOOL) *v = *v != 0;
      else if (dtype == RP_FLOAT32) *(float *)(void *)v = *(float *)(void *)v > 0;
      else *(double *)(void *)v = *(double *)(void *)v > 0;
    }
  }
  memcpy(wanted, newer, n * item);
  oracle_reductions[op][dtype].merge(wanted, older, n);
  now.what = "merge";
  now.cols = n;
  EACH_ISA(isa) {
    now.isa = rp_isa_table[isa].name;
    char *acc = guarded_end(&results, n * item);
    memcpy(acc, newer, n * item);
    rp_isa_table[isa].kernels->reduce[op][dtype]->merge(older, acc, n);
    expect_same(acc, wanted, n, dtype);
  }
}

static void prepare(void) {
  if (data.first) return;
  data = guarded_new(LONGEST * 8);
  results = guarded_new(4096 * 8);
  stacks = guarded_new(400 * 1000);
}

void test_reductions(void) {
  if (!group_begin("reduction kernels")) return;
  prepare();
  for (uint32_t op = 0; op < RP_OPS; op++) {
    for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
      if (!oracle_reductions[op][dtype].tree) continue;
      now.op = rp_op_table[op].name;
      now.dtype = dtype;
      const size_t count = length_count(LONGEST);
      for (size_t l = 0; l < count; l++) {
        if (effort < 100 && l > 20 && below(100) >= effort) continue;
        const size_t kinds = lengths[l] <= 300 ? DATA_KINDS : 2;
        for (size_t i = 0; i < kinds; i++) {
          one_run(op, dtype, lengths[l], kind_for(op, kinds == DATA_KINDS ? i : below(DATA_KINDS)));
        }
      }
      for (size_t i = 0; i < scaled(300); i++) some_rows(op, dtype);
      for (size_t i = 0; i < scaled(300); i++) some_columns(op, dtype, below(100), below(100));
      for (size_t i = 0; i < scaled(40); i++) some_columns(op, dtype, below(1100), below(30));
      for (size_t b = 1; b <= 32; b++) {
        if (effort >= 100 || b < 4) {
          for (size_t d = 0; d < 3; d++) some_columns(op, dtype, 16 * b + d - 1, 1 + below(70));
        }
      }
      for (size_t i = 0; i < scaled(100); i++) some_merges(op, dtype);
      test_end();
    }
  }
  group_end();
}

/* ---- argmin, argmax, iamax ---- */

static void arg_run(uint32_t op, uint32_t dtype, size_t n) {
  const size_t item = rp_item_size[dtype];
  char *x = n % 3 ? guarded_end(&data, n * item) : guarded_start(&data, below(17) * item);
  fill(x, n, dtype, (data_kind)below(DATA_KINDS));
  if (chance(10)) {
    for (size_t i = 1; i < n; i++) memcpy(x + i * item, x, item); /* all equal, maybe all infinite or NaN */
  }
  const int64_t want = oracle_args[op][dtype](x, (ptrdiff_t)item, n);
  now.what = "run";
  now.cols = n;
  EACH_ISA(isa) {
    now.isa = rp_isa_table[isa].name;
    char best[8] = {0};
    int64_t index = -1;
    const rp_arg_kernel *k = rp_isa_table[isa].kernels->arg[op][dtype];
    k->run(x, n, best, &index);
    expect(index == want, "index %lld, want %lld", (long long)index, (long long)want);
    /* A zero of either sign will do: they are equal. */
    expect(!k->better(best, x + (size_t)want * item) && !k->better(x + (size_t)want * item, best),
           "the value is not the one at the index");
  }
}

static void arg_columns(uint32_t op, uint32_t dtype) {
  const size_t item = rp_item_size[dtype], rows = 1 + below(60), cols = 1 + below(60);
  const size_t step = cols + below(5), items = step * (rows - 1) + cols;
  char *p = guarded_end(&data, items * item);
  fill(p, items, dtype, (data_kind)below(DATA_KINDS));
  const ptrdiff_t stride = (ptrdiff_t)(step * item) * (chance(25) ? -1 : 1);
  const char *x = stride < 0 ? p - stride * (ptrdiff_t)(rows - 1) : p;
  int64_t want[64];
  for (size_t j = 0; j < cols; j++) {
    want[j] = oracle_args[op][dtype](x + j * item, stride, rows);
    memcpy(wanted + j * item, x + want[j] * stride + (ptrdiff_t)(j * item), item);
    if (op == RP_OP_iamax) oracle_elements[RP_OP_abs][dtype]((const void *[]){wanted + j * item}, wanted + j * item);
  }
  now.what = "columns";
  now.rows = rows;
  now.cols = cols;
  EACH_ISA(isa) {
    now.isa = rp_isa_table[isa].name;
    char *best = guarded_end(&results, cols * item);
    int64_t *index = (int64_t *)(void *)guarded_end(&stacks, cols * 8);
    rp_isa_table[isa].kernels->arg[op][dtype]->cols(x, stride, rows, cols, best, index);
    expect_same(index, want, cols, RP_INT64);
    expect_same(best, wanted, cols, dtype);
  }
}

void test_arg_reductions(void) {
  if (!group_begin("argmin, argmax and iamax kernels")) return;
  prepare();
  for (uint32_t op = 0; op < RP_OPS; op++) {
    for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
      if (!oracle_args[op][dtype]) continue;
      now.op = rp_op_table[op].name;
      now.dtype = dtype;
      const size_t count = length_count(9000);
      for (size_t l = 1; l < count; l++) {
        for (size_t i = 0; i < scaled(6); i++) arg_run(op, dtype, lengths[l]);
      }
      for (size_t i = 0; i < scaled(500); i++) arg_columns(op, dtype);
      test_end();
    }
  }
  group_end();
}
