/*
 * What to compare between machines: one number for every operation and dtype, made from the bits of its results on data
 * that every machine draws alike (and from that data, so that data which differs is not taken for results which do).
 * The instruction sets of one machine must agree here; native/tests/digests.ts compares those of several, which is the
 * promise of DESIGN §6. NaN counts as one value: which of its bit patterns comes out is open.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "../core/tiles.h"
#include "check.h"
#include "main.h"
#include "oracle.h"

/* Rows and columns: below, at and above the widths of vectors and blocks, and enough of both for trees and tiles. */
static const size_t shapes[][2] = {{1, 1},    {1, 37},    {3, 7},    {17, 65},   {5, 1000},
                                   {100, 70}, {17, 1025}, {2, 5000}, {1, 40000}, {1500, 9}};
#define SHAPES (sizeof shapes / sizeof *shapes)
#define ELEMENTS 330000
/* Rows, columns and depth of matrix products: every edge of the micro-kernels, two blocks of depth or lines, vectors. */
static const size_t products[][3] = {{1, 1, 1},     {5, 7, 3},    {33, 65, 100}, {20, 40, 520},
                                     {1, 200, 150}, {50, 1, 700}, {9, 1, 4100},  {7, 1, 1024},
                                     {1, 1, 9000},  {1, 1, 8192},  {1, 1100, 300}, {11, 13, 2900}};
#define PRODUCTS (sizeof products / sizeof *products)

/* Kinds of data that bring out an order of additions without drowning it in infinities. */
static const data_kind reduced_kinds[] = {DATA_UNIT, DATA_WIDE, DATA_TINY, DATA_FACTORS, DATA_SPECIAL};

static guarded memory[3], output_memory;

/* As FNV-1a, over eight bytes at once; the shift lets the upper bits change the lower ones, too. */
static uint64_t mix(uint64_t digest, uint64_t value) {
  digest = (digest ^ value) * 0x9E3779B97F4A7C15u;
  return digest ^ digest >> 29;
}

static uint64_t mix_items(uint64_t digest, const char *p, size_t n, uint32_t dtype) {
  for (size_t i = 0; i < n; i++) {
    uint64_t bits = 0;
    memcpy(&bits, p + i * rp_item_size[dtype], rp_item_size[dtype]);
    if (dtype == RP_FLOAT32 && (bits & 0x7fffffffu) > 0x7f800000u) bits = 0x7fc00000u;
    if (dtype == RP_FLOAT64 && (bits & INT64_MAX) > 0x7ff0000000000000u) bits = 0x7ff8000000000000u;
    digest = mix(digest, bits);
  }
  return digest;
}

/* One shape of an operation or cast: axis 2 for elementwise work, else the axis to reduce, or -1 for both. */
static uint64_t one_call(uint32_t family, uint32_t op, uint32_t dtype, const size_t *n, int axis, uint64_t digest) {
  static rp_plan plan;
  const int elementwise = axis == 2, inputs = oracle_inputs[family];
  const uint32_t result = family == RP_FAMILY_cast ? op : oracle_result_dtype(op, dtype);
  plan = (rp_plan){.op = op, .dtype = dtype, .ndim = 2, .kept = elementwise ? 2 : axis < 0 ? 0 : 1, .parameter = 1};
  const rp_plan_axis rows = {(double)n[0], {(double)n[1], (double)n[1], (double)n[1]}, elementwise ? (double)n[1] : 1};
  const rp_plan_axis cols = {(double)n[1], {1, 1, 1}, 1};
  plan.axis[0] = axis == 0 ? cols : rows;
  plan.axis[1] = axis == 0 ? rows : cols;
  const char *in[3];
  for (int k = 0; k < inputs; k++) {
    const uint32_t from = family == RP_FAMILY_cast ? dtype : oracle_input_dtype(op, dtype, k);
    const data_kind kind = elementwise ? DATA_PATTERNS : reduced_kinds[below(op == RP_OP_prod ? 4 : 5)];
    in[k] = memory[k].first;
    fill(memory[k].first, n[0] * n[1], from, kind);
    digest = mix_items(digest, in[k], n[0] * n[1], from);
    /* A row for all rows, one element for a whole row, every second time. */
    if (elementwise && k && n[1] % 2) plan.axis[2 - k].in[k] = 0;
  }
  const size_t results = elementwise ? n[0] * n[1] : axis < 0 ? 1 : n[1 - axis];
  char *out = output_memory.first;
  memset(out, 0, results * rp_item_size[result]);
  now.plan = &plan;
  now.inputs = inputs;
  const int32_t status = call_family(family, &plan, (const void *const *)in, out);
  expect(status == RP_OK, "status %d", status);
  return mix_items(digest, out, results, result);
}

/* The same for a matrix product, on data without infinities: C = A * B. */
static uint64_t one_product(uint32_t op, uint32_t dtype, const size_t *n, uint64_t digest) {
  static rp_plan plan;
  const double cols = (double)n[1], depth = (double)n[2];
  plan = (rp_plan){.op = op, .dtype = dtype, .ndim = 3, .kept = 2, .scalar = {1, 0}};
  plan.axis[0] = (rp_plan_axis){(double)n[0], {depth, 0}, cols};
  plan.axis[1] = (rp_plan_axis){cols, {0, 1}, 1};
  plan.axis[2] = (rp_plan_axis){depth, {1, cols}, 0};
  for (int k = 0; k < 2; k++) {
    const size_t elements = (k ? n[1] : n[0]) * n[2];
    fill(memory[k].first, elements, dtype, reduced_kinds[below(4)]);
    digest = mix_items(digest, memory[k].first, elements, dtype);
  }
  now.plan = &plan;
  now.inputs = 2;
  const int32_t status = rp_gemm(&plan, memory[0].first, memory[1].first, output_memory.first);
  expect(status == RP_OK, "status %d", status);
  return mix_items(digest, output_memory.first, n[0] * n[1], dtype);
}

/* Sizes of tiles: those by the caches, and both ends of what may be tuned. */
static const uint32_t sizes[][2] = {{0, 0}, {RP_LEAST_TASK, RP_LEAST_STRIP}, {RP_GREATEST_TASK, RP_GREATEST_STRIP}};
#define SIZES (sizeof sizes / sizeof *sizes)

/* All shapes on every instruction set, with tiles of several sizes, each time with the same data. */
static void one_operation(uint32_t family, uint32_t op, uint32_t dtype, const char *name) {
  uint64_t first = 0;
  int count = 0;
  for (size_t i = 0; i < SIZES * RP_ISAS; i++) {
    const uint32_t isa = (uint32_t)(i / SIZES);
    /* With less effort, which is under emulation, the sizes by the caches only. */
    if (!isa_runs(isa) || (effort < 100 && i % SIZES > 0)) continue;
    rp_use_isa(isa);
    rp_tune_tiles(isa, sizes[i % SIZES][0], sizes[i % SIZES][1]);
    now = (current_case){.op = name, .dtype = dtype, .isa = rp_isa_table[isa].name};
    random_seed(family * 1000 + op * 10 + dtype);
    uint64_t digest = 0xCBF29CE484222325u;
    for (size_t i = 0; i < PRODUCTS && family == RP_FAMILY_gemm; i++) digest = one_product(op, dtype, products[i], digest);
    for (size_t s = 0; s < SHAPES && family != RP_FAMILY_gemm; s++) {
      if (family != RP_FAMILY_reduce && family != RP_FAMILY_argreduce) {
        digest = one_call(family, op, dtype, shapes[s], 2, digest);
      } else {
        for (int axis = -1; axis < 2; axis++) digest = one_call(family, op, dtype, shapes[s], axis, digest);
      }
    }
    rp_tune_tiles(isa, 0, 0);
    if (count++ == 0) first = digest;
    expect(digest == first, "with tiles of %u and %u bytes the digest is %016" PRIx64 ", the first was %016" PRIx64, sizes[i % SIZES][0],
           sizes[i % SIZES][1], digest, first);
  }
  now.plan = NULL;
  if (print_digests) {
    printf("digest %s%s %s %016" PRIx64 "\n", family == RP_FAMILY_cast ? "to_" : "", name, dtype_names[dtype], first);
  }
  test_end();
}

void test_digests(void) {
  if (!group_begin("digests of results")) return;
  const uint32_t before = rp_active_isa();
  for (int k = 0; k < 3; k++) memory[k] = guarded_new(ELEMENTS * 8);
  output_memory = guarded_new(ELEMENTS * 8);
  rp_set_threads(2);
  for (uint32_t op = 0; op < RP_OPS; op++) {
    for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
      const rp_kernels *k = rp_isa_table[RP_ISA_scalar].kernels;
      if (!k->tile[op][dtype] && !k->reduce[op][dtype] && !k->arg[op][dtype] && !k->gemm[op][dtype]) continue;
      one_operation(rp_op_table[op].family, op, dtype, rp_op_table[op].name);
    }
  }
  for (uint32_t from = 0; from < RP_DTYPES; from++) {
    for (uint32_t to = 0; to < RP_DTYPES; to++) one_operation(RP_FAMILY_cast, to, from, dtype_names[to]);
  }
  rp_use_isa(before);
  group_end();
}
