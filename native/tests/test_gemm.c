/*
 * Products through the exported function: shapes around every size at which the drivers change their way, any strides,
 * batches, alpha and beta. The bits must be the same for every ISA and any number of threads, values within the standard
 * bound of sums in extended precision, and nothing may be read beyond the operands or written beside the result.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../core/cpu.h"
#include "../threads/split.h"
#include "calls.h"
#include "check.h"
#include "layouts.h"
#include "oracle.h"

/* Elements that are looked at one by one: of large results some, since ISAs and threads are compared in full. */
#define SAMPLES 400
#define PAGE 4096
static guarded memory[3];
static char *original, *reference;

/* Axes: any batch, then m, n, k. Each operand has the batch axes (or repeats itself along them) and two of these. */
typedef struct product {
  uint32_t dtype;
  int batch;
  size_t n[LAYOUT_NDIM], m, cols, k;
  double alpha, beta;
  layout a, b, c;
} product;

static double value_at(const char *p, uint32_t dtype) {
  return dtype == RP_FLOAT32 ? (double)*(const float *)(const void *)p : *(const double *)(const void *)p;
}

static void put(char *p, uint32_t dtype, double v) {
  const float single = (float)v;
  if (dtype == RP_FLOAT32) memcpy(p, &single, 4);
  else memcpy(p, &v, 8);
}

static shape shape_of(const product *p, size_t rows, size_t cols) {
  shape s = {.ndim = p->batch + 2, .size = rows * cols};
  for (int d = 0; d < p->batch; d++) s.n[d] = p->n[d], s.size *= p->n[d];
  s.n[p->batch] = rows;
  s.n[p->batch + 1] = cols;
  return s;
}

/* A row of the matrix a whole number of pages after the one before: such rows share their places in the caches. */
static layout page_rows(const shape *s, size_t item) {
  layout l = {.span = (s->n[0] - 1) * (PAGE / item) + s->n[1]};
  l.stride[0] = (ptrdiff_t)(PAGE / item);
  l.stride[1] = 1;
  return l;
}

/* Numbers of size 1; `special`: with a few NaN, infinities and zeros among them. */
static void fill_operand(char *p, size_t n, uint32_t dtype, int special) {
  fill(p, n, dtype, chance(80) ? DATA_UNIT : DATA_EQUAL);
  const double odd[] = {NAN, INFINITY, -INFINITY, 0.0, -0.0};
  for (size_t i = 0; special && i < 1 + n / 200; i++) put(p + below(n) * rp_item_size[dtype], dtype, odd[below(5)]);
}

/* Values of `special`: some NaNs, infinities and zeros; all of them so near 0 that the products of two vanish below it. */
enum { PLAIN, SPECIAL, VANISHING };

static void fill_operands(char *a, size_t a_span, char *b, size_t b_span, uint32_t dtype, int special) {
  fill_operand(a, a_span, dtype, special == SPECIAL);
  fill_operand(b, b_span, dtype, special == SPECIAL);
  const double tiny = dtype == RP_FLOAT32 ? 1e-30 : 1e-200;
  for (size_t i = 0; special == VANISHING && i < a_span; i++) put(a + i * rp_item_size[dtype], dtype, tiny);
  for (size_t i = 0; special == VANISHING && i < b_span; i++) put(b + i * rp_item_size[dtype], dtype, -tiny);
}

static rp_plan plan_of(const product *p) {
  rp_plan plan = {.op = RP_OP_matmul, .dtype = p->dtype, .ndim = p->batch + 3};
  for (int d = 0; d < p->batch; d++) {
    plan.axis[d] = (rp_plan_axis){(double)p->n[d], {(double)p->a.stride[d], (double)p->b.stride[d]},
                                  (double)p->c.stride[d]};
  }
  const int i = p->batch, j = i + 1;
  plan.axis[i] = (rp_plan_axis){(double)p->m, {(double)p->a.stride[i], 0}, (double)p->c.stride[i]};
  plan.axis[j] = (rp_plan_axis){(double)p->cols, {0, (double)p->b.stride[j]}, (double)p->c.stride[j]};
  plan.axis[j + 1] = (rp_plan_axis){(double)p->k, {(double)p->a.stride[j], (double)p->b.stride[i]}, 0};
  plan.offset[0] = (double)p->a.offset;
  plan.offset[1] = (double)p->b.offset;
  plan.out_offset = (double)p->c.offset;
  plan.scalar[0] = p->alpha;
  plan.scalar[1] = p->beta;
  return plan;
}

/* One element of the result against the sum of its products. */
static void check_element(const product *p, const char *a, const char *b, const size_t *index, const char *before,
                          const char *got) {
  const ptrdiff_t item = rp_item_size[p->dtype];
  const int i = p->batch, j = i + 1;
  const ptrdiff_t at_a = p->a.offset + place_of(&p->a, 0, j, index);
  const ptrdiff_t at_b = p->b.offset + place_of(&p->b, 0, i, index) + (ptrdiff_t)index[j] * p->b.stride[j];
  double size;
  const double sum = oracle_products[RP_OP_matmul][p->dtype](a + at_a * item, p->a.stride[j] * item, b + at_b * item,
                                                             p->b.stride[i] * item, p->k, &size);
  /* 1e-60 is 0 in float32. */
  const double beta = p->dtype == RP_FLOAT32 ? (double)(float)p->beta : p->beta;
  const double old = beta == 0 ? 0 : beta * value_at(before, p->dtype);
  const double want = p->alpha * sum + old, g = value_at(got, p->dtype);
  if (!isfinite(want)) {
    expect(want != want ? g != g : g == want, "got %a, want %a", g, want);
    return;
  }
  /* Half an eps for each product and addition, and for alpha, beta and their sum; and what vanishes. */
  const double unit = (p->dtype == RP_FLOAT32 ? FLT_EPSILON : DBL_EPSILON) / 2;
  const double tiny = p->dtype == RP_FLOAT32 ? 0x1p-149 : 0x1p-1074;
  const double error = ((double)p->k + 3) * (unit * fabs(p->alpha) * size + tiny) + 3 * unit * fabs(old);
  expect(fabs(g - want) <= error, "at [… %zu %zu]: got %a, want %a within %a", index[i], index[j], g, want, error);
}

static void check_elements(const product *p, const shape *c, const char *a, const char *b) {
  const size_t item = rp_item_size[p->dtype];
  for (size_t s = 0; s < SAMPLES && c->size > 0; s++) {
    size_t index[LAYOUT_NDIM], left = c->size <= SAMPLES ? s : below(c->size);
    if (left >= c->size) break;
    for (int d = c->ndim - 1; d >= 0; d--) index[d] = left % c->n[d], left /= c->n[d];
    const size_t at = (size_t)(p->c.offset + place_of(&p->c, 0, c->ndim, index)) * item;
    check_element(p, a, b, index, original + at, reference + at);
  }
}

/* What lies between the elements of the result was left alone. */
static void check_gaps(const product *p, const shape *c) {
  const size_t item = rp_item_size[p->dtype];
  size_t index[LAYOUT_NDIM] = {0};
  for (size_t i = 0; i < c->size; i++, next_index(c, 0, c->ndim, index)) {
    const size_t at = (size_t)(p->c.offset + place_of(&p->c, 0, c->ndim, index)) * item;
    memcpy(reference + at, original + at, item);
  }
  expect(memcmp(reference, original, p->c.span * item) == 0, "wrote between the elements of its result");
}

static char *placed(const guarded *g, size_t bytes) { return chance(70) ? guarded_end(g, bytes) : guarded_start(g, 0); }

/* Whether each number of threads meets a machine of its own: factors near or from memory, pages fetched ahead or not. */
static int many_machines;

static void use_machine(size_t t, rp_caches real, int by_page) {
  if (!many_machines) return;
  rp_assume_cache_sizes(t & 2 ? (rp_caches){4096, 8192, 16384} : real);
  rp_assume_fetches_by_page(t & 1 ? by_page : !by_page);
}

static void run(product *p, int special) {
  const size_t item = rp_item_size[p->dtype], span = p->c.span * item;
  const shape c = shape_of(p, p->m, p->cols);
  char *a = placed(&memory[0], p->a.span * item), *b = placed(&memory[1], p->b.span * item);
  char *out = placed(&memory[2], span);
  fill_operands(a, p->a.span, b, p->b.span, p->dtype, special);
  /* With beta 0 what is there is not read, and may be anything. */
  if (p->beta == 0) memset(original, 0xFF, span);
  else fill_operand(original, p->c.span, p->dtype, special == SPECIAL && chance(20));
  const rp_plan plan = plan_of(p);
  now.plan = &plan;
  now.inputs = 2;
  const rp_caches caches = rp_cache_sizes();
  const int by_page = rp_cpu_fetches_by_page();
  int first = 1;
  EACH_ISA(isa) {
    /* An emulator takes a minute for the 40 operations of each scalar multiply-add (fma.h); small products have them. */
    const int slow = effort < 10 && isa == RP_ISA_scalar && p->m * p->cols * p->k > 100000;
    if (slow && !first) continue;
    use_isa(isa);
    for (size_t t = 0; t < 4; t++) {
      use_threads(thread_counts[t]);
      use_machine(t, caches, by_page);
      memcpy(out, original, span);
      const int32_t status = rp_gemm(&plan, a, b, out);
      expect(status == RP_OK, "status %d", status);
      if (first) memcpy(reference, out, span);
      else expect_same(out, reference, p->c.span, p->dtype);
      first = 0;
      if (slow) break;
    }
  }
  use_machine(1, caches, by_page);
  check_elements(p, &c, a, b);
  check_gaps(p, &c);
  now.plan = NULL;
}

/* The sizes of one product in layouts of any kind; `factors` says of what kind alpha and beta are. */
static void one_product(uint32_t dtype, const size_t *batch, int axes, size_t m, size_t cols, size_t k, int special) {
  const double factors[] = {1, 1, 1, -1, 0.5, 2.75, 1e-3}, keeps[] = {0, 0, 1, 1, -1, 0.375, 3, 1e-60};
  product p = {.dtype = dtype, .batch = axes, .m = m, .cols = cols, .k = k};
  for (int d = 0; d < axes; d++) p.n[d] = batch[d];
  p.alpha = factors[below(7)];
  p.beta = keeps[below(8)];
  const shape a = shape_of(&p, m, k), b = shape_of(&p, k, cols), c = shape_of(&p, m, cols);
  p.a = axes == 0 && m > 1 && k > 0 && chance(10) && m * PAGE < LAYOUT_ELEMENTS * 4
            ? page_rows(&a, rp_item_size[dtype])
            : random_layout(&a, 1);
  p.b = random_layout(&b, 1);
  p.c = random_layout(&c, 0);
  run(&p, special);
}

/* Around registers and tiles, around the depth of a block, and 0. */
static size_t some_length(size_t most) {
  static const size_t around[] = {4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512};
  for (;;) {
    const size_t n = chance(3)    ? 0
                     : chance(15) ? 1
                     : chance(40) ? 1 + below(40)
                                  : around[below(13)] + below(3) - 1;
    if (n <= most) return n;
  }
}

static size_t up_to(size_t n, size_t multiple) { return (n + multiple - 1) / multiple * multiple; }

static void small_products(uint32_t dtype) {
  for (size_t i = 0; i < scaled(700); i++) {
    const size_t m = some_length(140), cols = some_length(140);
    const size_t k = some_length(m * cols > 4000 ? 140 : 514);
    one_product(dtype, NULL, 0, m, cols, k, chance(25));
  }
}

static void large_products(uint32_t dtype) {
  /* Each beyond one of the sizes at which a block ends (gemm.def, or half of an L2), and operands that are not used as they lie. */
  static const size_t sizes[][3] = {{300, 70, 300}, {70, 300, 300}, {97, 33, 1100}, {490, 40, 90}, {1930, 17, 40},
                                    {33, 4100, 9},  {150, 200, 257}, {13, 1000, 40}, {1000, 13, 40}, {250, 250, 250},
                                    {560, 70, 300}, {70, 600, 300}};
  for (size_t i = 0; i < scaled(2 * sizeof sizes / sizeof *sizes); i++) {
    const size_t *s = sizes[i % (sizeof sizes / sizeof *sizes)];
    one_product(dtype, NULL, 0, s[0] + below(3), s[1] + below(3), s[2] + below(3), chance(20));
  }
}

/* Few rows and columns with sums of several blocks of KC, and a column times a row. */
static void thin_products(uint32_t dtype) {
  for (size_t i = 0; i < scaled(200); i++) {
    const size_t k = chance(50) ? 257 + below(2500) : 512 * (1 + below(6)) + below(3) - 1;
    one_product(dtype, NULL, 0, 2 + below(4), 2 + below(18), k, chance(20));
  }
  /* Enough blocks for all threads. */
  for (size_t i = 0; i < scaled(16); i++) {
    const size_t k = chance(50) ? 2500 + below(6000) : 512 * (5 + below(12)) + below(3) - 1;
    one_product(dtype, NULL, 0, 2 + below(26), 2 + below(40), k, chance(20));
  }
  /* And factors so large that they are worth it. */
  for (size_t i = 0; i < scaled(4); i++) {
    one_product(dtype, NULL, 0, 34 + below(30), 34 + below(30), 5200 + below(1500), chance(20));
  }
  /* And more of their sums than are kept at a time. */
  const rp_caches real = rp_cache_sizes();
  for (size_t i = 0; i < scaled(4); i++) {
    rp_assume_cache_sizes((rp_caches){4096, (size_t)8192 << below(3), 1 << 20});
    one_product(dtype, NULL, 0, 65 + below(40), 65 + below(40), 2560 + below(1500), chance(20));
  }
  rp_assume_cache_sizes(real);
  for (size_t i = 0; i < scaled(200); i++) {
    const size_t m = some_length(300), cols = chance(30) ? 500 + below(3000) : some_length(514);
    one_product(dtype, NULL, 0, m, cols, 1, chance(20));
  }
  /* A few columns, or rows, each as a vector of its own, and those that are too many, short or few for it. */
  for (size_t i = 0; i < scaled(80); i++) {
    const size_t few = 2 + below(4), many = 14 + below(chance(50) ? 20 : 300), k = 28 + below(chance(70) ? 250 : 1200);
    one_product(dtype, NULL, 0, i % 2 ? few : many, i % 2 ? many : few, k, chance(20));
  }
  for (size_t i = 0; i < scaled(20); i++) {
    const size_t batch[] = {1 + below(3)};
    one_product(dtype, batch, 1, 100 + below(100), 600 + below(200), 1, chance(20));
  }
}

/* Blocks are cut to the caches: here so small that a product of this size has several along every axis. */
static void products_in_small_caches(uint32_t dtype) {
  const rp_caches real = rp_cache_sizes();
  for (size_t i = 0; i < scaled(60); i++) {
    const size_t l2 = (size_t)8192 << below(4);
    rp_assume_cache_sizes((rp_caches){4096, l2, 4 * l2});
    const size_t m = 30 + below(120), cols = 70 + below(150);
    one_product(dtype, NULL, 0, m, cols, 1 + below(chance(50) ? 60 : chance(85) ? 300 : 1100), chance(20));
  }
  rp_assume_cache_sizes(real);
}

/* Rows of C that mostly begin with cache lines, as streaming stores need it, beyond caches so small that the seed asks for these. */
static void streamed_products(uint32_t dtype) {
  const rp_caches real = rp_cache_sizes();
  const size_t line = 64 / rp_item_size[dtype];
  const int by_page = rp_cpu_fetches_by_page();
  rp_assume_cache_sizes((rp_caches){4096, 8192, 32768});
  rp_assume_fetches_by_page(1);
  rp_split_freeze(1);
  for (size_t i = 0; i < scaled(40); i++) {
    const size_t batch[] = {1 + below(3)};
    const int axes = chance(20), few = chance(20), by_columns = !few && chance(30);
    product p = {.dtype = dtype, .batch = axes, .n = {batch[0]}, .alpha = 1, .beta = chance(90) ? 0 : 1};
    if (few) p.m = 1500 + below(500), p.cols = 2 + below(3), p.k = 64 + below(30);
    else p.m = 65 + below(100), p.cols = 65 + below(200), p.k = 1 + below(chance(90) ? 70 : 600);
    /* Whole lines and more than the columns, or the rows, need. */
    size_t *length = by_columns ? &p.m : &p.cols;
    if (!few && chance(70)) *length = up_to(*length, line);
    const size_t lines = by_columns ? p.cols : p.m;
    const size_t pitch = chance(20) ? *length + below(3) : up_to(*length, line) + line * below(2);
    const shape a = shape_of(&p, p.m, p.k), b = shape_of(&p, p.k, p.cols);
    p.a = random_layout(&a, 1);
    p.b = random_layout(&b, 1);
    p.c.stride[axes] = by_columns ? 1 : (ptrdiff_t)pitch;
    p.c.stride[axes + 1] = by_columns ? (ptrdiff_t)pitch : 1;
    if (axes) p.c.stride[0] = (ptrdiff_t)(lines * pitch);
    p.c.span = (axes ? batch[0] : 1) * lines * pitch;
    run(&p, chance(20));
  }
  rp_split_freeze(0);
  rp_assume_fetches_by_page(by_page);
  rp_assume_cache_sizes(real);
}

/*
 * Few columns and steps, as of points: rows of A contiguous, of C mostly, and one row more or less than go at once. Rows of
 * A that overlap, that are one and the same, and that go backwards, have no elements after them that may be read.
 */
static void narrow_products(uint32_t dtype) {
  for (size_t i = 0; i < scaled(300); i++) {
    product p = {.dtype = dtype, .m = 2 + below(40), .cols = 1 + below(5), .k = 1 + below(chance(70) ? 9 : 40), .alpha = 1};
    if (chance(5)) p.alpha = 0.5;
    if (chance(5)) p.beta = 1;
    const size_t a_pitch = chance(10) ? below(p.k) : p.k + (chance(50) ? 0 : below(4));
    const size_t c_pitch = p.cols + (chance(60) ? 0 : below(4));
    const shape b = shape_of(&p, p.k, p.cols);
    p.a.stride[0] = (ptrdiff_t)a_pitch, p.a.stride[1] = 1, p.a.span = (p.m - 1) * a_pitch + p.k;
    if (chance(10)) p.a.stride[0] = -(ptrdiff_t)a_pitch, p.a.offset = (p.m - 1) * a_pitch;
    p.c.stride[0] = (ptrdiff_t)c_pitch, p.c.stride[1] = 1, p.c.span = p.m * c_pitch - (c_pitch - p.cols);
    p.b = random_layout(&b, 1);
    run(&p, chance(25));
  }
}

/* A row or a column: products of a matrix and a vector, and of two vectors, short and long. */
static void vector_products(uint32_t dtype) {
  for (size_t i = 0; i < scaled(300); i++) {
    const size_t n = chance(20) ? 1 + below(5000) : some_length(514), k = n > 600 ? 1 + below(60) : some_length(514);
    const int row = chance(50);
    one_product(dtype, NULL, 0, row ? 1 : n, row ? n : 1, k, chance(20));
  }
  for (size_t i = 0; i < scaled(60); i++) {
    const size_t n = chance(20) ? (size_t)1 << (13 + below(5)) : 1 + below(chance(50) ? 3000 : 200000);
    one_product(dtype, NULL, 0, 1, 1, n - (n > 1 ? below(2) : 0), chance(20));
  }
  /* Blocks of sums, whole and not, of rows that are walked side by side and of those left over. */
  for (size_t i = 0; i < scaled(100); i++) {
    const size_t block = RP_BLOCK_GROUPS * (rp_item_size[dtype] == 8 ? RP_ROW_LANES_f64 : RP_ROW_LANES_f32);
    const size_t k = block * (1 + below(36)) + below(3) - 1, m = chance(30) ? 1 : 2 + below(12);
    one_product(dtype, NULL, 0, m, 1, k, chance(20));
  }
  for (size_t i = 0; i < scaled(12); i++) {
    const size_t long_one = 20000 + below(30000), few = 2 + below(6);
    one_product(dtype, NULL, 0, few, 1, long_one, 0);
    one_product(dtype, NULL, 0, 1, long_one, few, 0);
  }
  /* Columns whose lines are added up in blocks: more of them than a strip has, many, and few long ones. */
  for (size_t i = 0; i < scaled(16); i++) {
    one_product(dtype, NULL, 0, 1, ((size_t)16 << 10) / rp_item_size[dtype] + 1 + below(300), 257 + below(60), chance(20));
  }
  for (size_t i = 0; i < scaled(24); i++) {
    const size_t few = 2 + below(9), fit = ((size_t)1 << 20) / (few * rp_item_size[dtype]);
    if (chance(50)) one_product(dtype, NULL, 0, 1, 1030 + below(300), 257 + below(300), chance(20));
    else one_product(dtype, NULL, 0, 1, few, fit - 1 + below(fit), chance(20));
  }
}

/* Columns times vectors, and two vectors, as from far away: read in other ways, for the same bits. Rows are not. */
static void products_from_memory(uint32_t dtype) {
  many_machines = 1;
  for (size_t i = 0; i < scaled(120); i++) {
    const size_t k = 300 + below(3000);
    if (i % 4 == 0) one_product(dtype, NULL, 0, 1, 1, 4 * k, chance(20));
    else if (i % 4 == 1) one_product(dtype, NULL, 0, 2 + below(20), 1, k, chance(20));
    else one_product(dtype, NULL, 0, 1, k, 5 + below(60), chance(20));
  }
  many_machines = 0;
}

static void batches(uint32_t dtype) {
  for (size_t i = 0; i < scaled(250); i++) {
    const int axes = 1 + (int)below(3);
    size_t n[3];
    for (int d = 0; d < axes; d++) n[d] = chance(3) ? 0 : 1 + below(axes == 1 ? 60 : 5);
    const size_t most = chance(20) ? 48 : 12;
    one_product(dtype, n, axes, some_length(most), some_length(most), some_length(most), chance(20));
  }
  /* Vectors times so few rows that they are multiplied with no more ado, and times more. */
  for (size_t i = 0; i < scaled(40); i++) {
    const size_t n[] = {1 + below(20)}, rows = chance(50) ? 2 + below(10) : 60 + below(10);
    one_product(dtype, n, 1, rows, 1, 1 + below(chance(50) ? 20 : 80), chance(20));
  }
}

/* Zeros have signs, and lanes past the end of a row add more of them. */
static void vanishing_products(uint32_t dtype) {
  for (size_t i = 0; i < scaled(200); i++) {
    const size_t batch[] = {1 + below(3)}, k = 1 + below(100);
    const int vector = chance(60), axes = chance(20);
    const size_t m = vector && chance(30) ? 1 : some_length(40), cols = vector ? 1 : some_length(40);
    one_product(dtype, batch, axes, m, cols, k, VANISHING);
  }
}

void test_gemm(void) {
  static const struct {
    const char *name;
    void (*run)(uint32_t dtype);
  } groups[] = {{"products, small", small_products},
                {"products, large", large_products},
                {"products, thin", thin_products},
                {"products in small caches", products_in_small_caches},
                {"products, streamed", streamed_products},
                {"products, few columns and steps", narrow_products},
                {"products with vectors", vector_products},
                {"products with vectors, from memory", products_from_memory},
                {"products, in batches", batches},
                {"products that vanish", vanishing_products}};
  for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
    if (!group_begin(groups[g].name)) continue;
    if (!original) {
      for (int k = 0; k < 3; k++) memory[k] = guarded_new(LAYOUT_ELEMENTS * 8);
      original = malloc(LAYOUT_ELEMENTS * 8);
      reference = malloc(LAYOUT_ELEMENTS * 8);
    }
    for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
      if (!oracle_products[RP_OP_matmul][dtype]) continue;
      now = (current_case){.op = "matmul", .dtype = dtype};
      groups[g].run(dtype);
      test_end();
    }
    group_end();
  }
}
