/* The short cuts of the binary family and of the matrix product: the same bits as by a plan, and nothing written where they refuse. */
#include <string.h>

#include "../core/library.h"
#include "calls.h"
#include "check.h"
#include "oracle.h"

#define MOST 8256
#define FILLER 0xA5
static guarded memory[4];

static void one_length(uint32_t op, uint32_t dtype, size_t n) {
  const size_t item = rp_item_size[dtype];
  const size_t out_item = rp_item_size[oracle_result_dtype(op, dtype)];
  char *a = guarded_end(&memory[0], n * item), *b = guarded_end(&memory[1], n * item);
  char *want = guarded_end(&memory[2], n * out_item), *got = guarded_end(&memory[3], n * out_item);
  fill(a, n, dtype, DATA_PATTERNS);
  fill(b, n, dtype, DATA_PATTERNS);
  double number;
  fill(&number, 1, RP_FLOAT64, DATA_PATTERNS);
  const int fits = n * item <= 16 << 10;
  for (int scalar = 0; scalar < 2; scalar++) {
    rp_plan plan = {.op = op, .dtype = dtype, .ndim = 1, .scalars = scalar ? 2 : 0, .scalar = {0, number}};
    plan.axis[0] = (rp_plan_axis){(double)n, {1, 1, 1}, 1};
    memset(got, FILLER, n * out_item);
    memset(want, FILLER, n * out_item);
    if (fits) rp_binary(&plan, a, b, want);
    const int32_t status = scalar ? rp_binary_number(op, dtype, (uint32_t)n, number, a, got)
                                  : rp_binary_pair(op, dtype, (uint32_t)n, a, b, got);
    expect(status == (fits ? RP_OK : RP_BAD_PLAN), "status %d for %zu elements", status, n);
    expect(memcmp(got, want, n * out_item) == 0, "%s: differs from the plan's way", scalar ? "number" : "pair");
  }
}

static void refused(uint32_t op, uint32_t dtype, void *a, void *b, void *out, int32_t want) {
  expect(rp_binary_pair(op, dtype, 4, a, b, out) == want, "pair: op %u, dtype %u, want %d", op, dtype, want);
  if (a && out && !b) return;
  expect(rp_binary_number(op, dtype, 4, 1, a, out) == want, "number: op %u, dtype %u, want %d", op, dtype, want);
}

static int32_t matmul_refused(uint32_t dtype, uint32_t m, uint32_t n, uint32_t k, void *a, void *b, void *out) {
  memset(out ? out : a, FILLER, 64);
  const int32_t status = rp_matmul_dense(dtype, 0, m, n, k, a, b, out);
  for (int i = 0; i < 64; i++) expect(((unsigned char *)(out ? out : a))[i] == FILLER, "written though refused");
  return status;
}

/* m x k by k x n, each stored as it is or as its transpose. */
static void one_product(uint32_t dtype, size_t m, size_t n, size_t k) {
  const size_t item = rp_item_size[dtype];
  char *a = guarded_end(&memory[0], m * k * item), *b = guarded_end(&memory[1], k * n * item);
  char *want = guarded_end(&memory[2], m * n * item), *got = guarded_end(&memory[3], m * n * item);
  fill(a, m * k, dtype, DATA_PATTERNS);
  fill(b, k * n, dtype, DATA_PATTERNS);
  for (uint32_t transposed = 0; transposed < 4; transposed++) {
    const double am = transposed & 1 ? 1 : (double)k, ak = transposed & 1 ? (double)m : 1;
    const double bk = transposed & 2 ? 1 : (double)n, bn = transposed & 2 ? (double)k : 1;
    rp_plan plan = {.op = RP_OP_matmul, .dtype = dtype, .ndim = 3, .scalar = {1, 0}};
    plan.axis[0] = (rp_plan_axis){(double)m, {am, 0}, (double)n};
    plan.axis[1] = (rp_plan_axis){(double)n, {0, bn}, 1};
    plan.axis[2] = (rp_plan_axis){(double)k, {ak, bk}, 0};
    memset(got, FILLER, m * n * item);
    memset(want, ~FILLER, m * n * item);
    expect(rp_gemm(&plan, a, b, want) == RP_OK, "the plan's way failed");
    const int32_t status = rp_matmul_dense(dtype, transposed, (uint32_t)m, (uint32_t)n, (uint32_t)k, a, b, got);
    expect(status == RP_OK, "status %d for %zu x %zu x %zu", status, m, n, k);
    expect(memcmp(got, want, m * n * item) == 0, "%zu x %zu x %zu, transposed %u: differs from the plan's way", m, n, k,
           transposed);
  }
}

static void products(void) {
  static const size_t sizes[] = {1, 2, 3, 5, 8, 13, 31, 32, 33, 40, 41}, depths[] = {0, 1, 2, 3, 5, 8, 13, 31, 32, 33, 65};
  enum { SIZES = sizeof sizes / sizeof *sizes };
  /* m, n and k around the ends of what is one call of the kernel. */
  static const size_t ends[][3] = {{2, 64, 20}, {2, 65, 20}, {2, 64, 128},  {2, 64, 129},  {2, 8, 512},
                                   {2, 8, 513}, {2, 2, 600}, {64, 32, 31}, {64, 32, 32}};
  void *p = memory[0].first, *q = memory[1].first, *r = memory[2].first;
  for (uint32_t dtype = 0; dtype <= RP_DTYPES; dtype++) {
    now = (current_case){.op = "matmul", .dtype = dtype};
    if (dtype != RP_FLOAT32 && dtype != RP_FLOAT64) {
      expect(matmul_refused(dtype, 2, 2, 2, p, q, r) == RP_BAD_DTYPE, "dtype %u taken", dtype);
      continue;
    }
    expect(matmul_refused(dtype, 2, 2, 2, NULL, q, r) == RP_NULL_BUFFER, "no a");
    expect(matmul_refused(dtype, 2, 2, 2, p, NULL, r) == RP_NULL_BUFFER, "no b");
    expect(matmul_refused(dtype, 2, 2, 2, p, q, NULL) == RP_NULL_BUFFER, "no out");
    expect(matmul_refused(dtype, 0, 2, 2, p, q, r) == RP_BAD_PLAN, "m = 0");
    expect(matmul_refused(dtype, 2, 0, 2, p, q, r) == RP_BAD_PLAN, "n = 0");
    expect(rp_matmul_dense(dtype, 4, 2, 2, 2, p, q, r) == RP_BAD_PLAN, "transposed = 4");
    EACH_ISA(isa) {
      use_isa(isa);
      for (int i = 0; i < SIZES * SIZES * SIZES; i++) {
        if (effort < 100 && below(100) >= effort) continue;
        one_product(dtype, sizes[i % SIZES], sizes[i / SIZES % SIZES], depths[i / SIZES / SIZES]);
      }
      for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) one_product(dtype, ends[i][0], ends[i][1], ends[i][2]);
    }
  }
  test_end();
}

void test_short_cuts(void) {
  if (!group_begin("short cuts")) return;
  for (int k = 0; k < 4; k++) memory[k] = guarded_new(MOST * 8);
  static const size_t sizes[] = {1, 2, 7, 8, 15, 16, 17, 31, 33, 64, 100, 1023, 1024, 2047, 2048, 2049, 4095, 4096};
  for (uint32_t op = 0; op < RP_OPS; op++) {
    const int binary = rp_op_table[op].family == RP_FAMILY_binary;
    for (uint32_t dtype = 0; dtype <= RP_DTYPES; dtype++) {
      now = (current_case){.op = rp_op_table[op].name, .dtype = dtype};
      char *p = memory[0].first;
      if (!binary) {
        refused(op, dtype, p, p, p, RP_BAD_OP);
      } else if (dtype == RP_DTYPES || !oracle_elements[op][dtype]) {
        refused(op, dtype, p, p, p, RP_BAD_DTYPE);
      } else {
        refused(op, dtype, NULL, p, p, RP_NULL_BUFFER);
        refused(op, dtype, p, NULL, p, RP_NULL_BUFFER);
        refused(op, dtype, p, p, NULL, RP_NULL_BUFFER);
        EACH_ISA(isa) {
          use_isa(isa);
          for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) one_length(op, dtype, sizes[i]);
        }
      }
      if (binary) test_end();
    }
  }
  products();
  now = (current_case){.what = "ids"};
  refused(RP_OPS, RP_FLOAT64, memory[0].first, memory[1].first, memory[2].first, RP_BAD_OP);
  refused(UINT32_MAX, RP_FLOAT64, memory[0].first, memory[1].first, memory[2].first, RP_BAD_OP);
  group_end();
}
