/* What must be refused, each with its status and without a write; and what the information functions tell. */
#include <math.h>
#include <string.h>

#include "../core/cpu.h"
#include "../threads/pool.h"
#include "../core/tiles.h"
#include "../threads/split.h"
#include "calls.h"
#include "check.h"
#include "main.h"
#include "oracle.h"

static double buffer[4][64];
static const void *const all[3] = {buffer[0], buffer[1], buffer[2]};
static rp_plan plan;

/* An operation of a family on the first dtype that it has; a cast has none, and converts float64 to float32. */
static uint32_t some_op(uint32_t family) {
  for (uint32_t op = 0; op < RP_OPS; op++) {
    if (rp_op_table[op].family == family) return op;
  }
  return RP_FLOAT32;
}

static int has(uint32_t op, uint32_t dtype) {
  return oracle_elements[op][dtype] || oracle_reductions[op][dtype].tree || oracle_args[op][dtype] ||
         oracle_products[op][dtype];
}

static void reset(uint32_t family, uint32_t op) {
  plan = (rp_plan){.op = op, .dtype = RP_FLOAT64, .ndim = 1};
  plan.kept = family != RP_FAMILY_reduce && family != RP_FAMILY_argreduce;
  plan.axis[0] = (rp_plan_axis){8, {1, 1, 1}, 1};
  if (family == RP_FAMILY_gemm) { /* 2 x 3 times 3 x 2 */
    plan.ndim = 3;
    plan.scalar[0] = 1;
    plan.axis[0] = (rp_plan_axis){2, {3, 0}, 2};
    plan.axis[1] = (rp_plan_axis){2, {0, 1}, 1};
    plan.axis[2] = (rp_plan_axis){3, {1, 2}, 0};
  }
  memset(buffer, 0, sizeof buffer);
}

static void refuse(uint32_t family, const rp_plan *p, const void *const *in, void *out, int32_t want) {
  static double before[4][64];
  memcpy(before, buffer, sizeof buffer);
  const int32_t got = call_family(family, p, in, out);
  expect(got == want, "status %d, want %d", got, want);
  expect(memcmp(before, buffer, sizeof buffer) == 0, "refused, and wrote all the same");
}

static void one_family(uint32_t family) {
  const uint32_t op = some_op(family);
  const double no_ids[] = {-1, NAN, 1e18, INFINITY, -INFINITY, 4294967296.0, 65536};
  const double no_ndims[] = {33, -1, NAN, 1e300, INFINITY, -INFINITY, 4294967297.0};
  const int inputs = oracle_inputs[family];
  now.op = family == RP_FAMILY_cast ? "cast" : rp_op_table[op].name;
  now.dtype = RP_FLOAT64;
  now.what = "plan";
  refuse(family, NULL, all, buffer[3], RP_BAD_PLAN);
  for (size_t i = 0; i < sizeof no_ndims / sizeof *no_ndims; i++) {
    reset(family, op);
    plan.ndim = no_ndims[i];
    refuse(family, &plan, all, buffer[3], RP_BAD_PLAN);
    if (family == RP_FAMILY_gemm) { /* rows, columns and what is summed over */
      plan.ndim = (double)(i % 3);
      refuse(family, &plan, all, buffer[3], RP_BAD_PLAN);
    }
    if (family != RP_FAMILY_reduce && family != RP_FAMILY_argreduce) continue;
    reset(family, op);
    plan.kept = i ? no_ndims[i] : 2; /* of one axis */
    refuse(family, &plan, all, buffer[3], RP_BAD_PLAN);
  }
  now.what = "op";
  const int32_t bad_op = family == RP_FAMILY_cast ? RP_BAD_DTYPE : RP_BAD_OP;
  reset(family, family == RP_FAMILY_cast ? RP_DTYPES : RP_OPS);
  refuse(family, &plan, all, buffer[3], bad_op);
  for (size_t i = 0; i < sizeof no_ids / sizeof *no_ids; i++) {
    reset(family, op);
    plan.op = no_ids[i];
    refuse(family, &plan, all, buffer[3], bad_op);
    reset(family, op);
    plan.dtype = no_ids[i];
    refuse(family, &plan, all, buffer[3], RP_BAD_DTYPE);
  }
  for (uint32_t other = 0; other < RP_OPS && family != RP_FAMILY_cast; other++) {
    reset(family, other);
    if (rp_op_table[other].family != family) refuse(family, &plan, all, buffer[3], RP_BAD_OP);
    else {
      for (uint32_t dtype = 0; dtype <= RP_DTYPES; dtype++) {
        plan.dtype = dtype;
        if (dtype == RP_DTYPES || !has(other, dtype)) refuse(family, &plan, all, buffer[3], RP_BAD_DTYPE);
      }
    }
  }
  now.what = "buffers";
  for (int k = 0; k < inputs; k++) {
    const void *in[3] = {all[0], all[1], all[2]};
    in[k] = NULL;
    reset(family, op);
    refuse(family, &plan, in, buffer[3], RP_NULL_BUFFER);
  }
  reset(family, op);
  refuse(family, &plan, all, NULL, RP_NULL_BUFFER);
  now.what = "nothing to do";
  reset(family, op);
  plan.axis[0].n = 0;
  plan.kept = 1;
  const void *none[3] = {NULL, NULL, NULL};
  expect(call_family(family, &plan, none, NULL) == RP_OK, "nothing to write needs no buffers");
  test_end();
}

/* The reduction of nothing: its value where it has one, and a status where it has none. */
static void nothing(void) {
  const double want[RP_OPS] = {[RP_OP_sum] = 0, [RP_OP_prod] = 1, [RP_OP_mean] = NAN, [RP_OP_var] = NAN,
                               [RP_OP_std] = NAN, [RP_OP_any] = 0, [RP_OP_all] = 1};
  now.what = "the reduction of nothing";
  EACH_ISA(isa) {
    use_isa(isa);
    for (uint32_t op = 0; op < RP_OPS; op++) {
      const uint32_t family = rp_op_table[op].family;
      if (family != RP_FAMILY_reduce && family != RP_FAMILY_argreduce) continue;
      now.op = rp_op_table[op].name;
      reset(family, op);
      plan.axis[0].n = 0;
      const void *in[3] = {slack ? all[0] : NULL, NULL, NULL};
      if (family == RP_FAMILY_argreduce || op == RP_OP_min || op == RP_OP_max) {
        refuse(family, &plan, all, buffer[3], RP_BAD_PLAN);
        continue;
      }
      expect(call_family(family, &plan, in, buffer[3]) == RP_OK, "status of nothing");
      const double got = oracle_result_dtype(op, RP_FLOAT64) == RP_BOOL ? *(uint8_t *)buffer[3] : buffer[3][0];
      expect(got == want[op] || (got != got && want[op] != want[op]), "got %g, want %g", got, want[op]);
    }
  }
  test_end();
}

static void information(void) {
  now = (current_case){.what = "information"};
  double numbers[12];
  char digits[65] = "";
  expect(rp_abi(digits) == RP_OK && strspn(digits, "0123456789abcdef") == 64, "abi: %s", digits);
  expect(rp_abi(NULL) == RP_NULL_BUFFER, "abi without a buffer");
  const uint32_t before = rp_active_isa();
  for (uint32_t isa = 0; isa < RP_ISAS + 2; isa++) {
    const int available = isa < RP_ISAS && (rp_available_isas() >> isa & 1);
    expect(rp_use_isa(isa) == (available ? RP_OK : RP_BAD_ISA), "use_isa(%u)", isa);
    if (available) expect(rp_active_isa() == isa, "isa %u is not in force", isa);
    expect(rp_isa_info(isa, numbers) == (isa < RP_ISAS ? RP_OK : RP_BAD_ISA), "isa_info(%u)", isa);
  }
  rp_use_isa(before);
  expect(rp_use_isa(UINT32_MAX) == RP_BAD_ISA && rp_active_isa() == before, "an impossible ISA changed the choice");
  expect(rp_isa_info(0, NULL) == RP_NULL_BUFFER, "isa_info without a buffer");
  expect(numbers[2] >= 4096 && numbers[3] >= numbers[2], "caches: %g %g %g", numbers[2], numbers[3], numbers[4]);
  for (uint32_t op = 0; op <= RP_OPS; op++) {
    for (uint32_t dtype = 0; dtype <= RP_DTYPES; dtype++) {
      const int want = op < RP_OPS && dtype < RP_DTYPES && has(op, dtype);
      expect(rp_has_kernel(op, dtype) == want, "has_kernel(%u, %u)", op, dtype);
    }
  }
  expect(rp_tile_info(RP_OPS, RP_FLOAT64, 1, 1, numbers) == RP_BAD_OP, "tile_info of no operation");
  expect(rp_tile_info(0, RP_DTYPES, 1, 1, numbers) == RP_BAD_DTYPE, "tile_info of no dtype");
  expect(rp_tile_info(0, 0, 1, 1, NULL) == RP_NULL_BUFFER, "tile_info without a buffer");
  const uint32_t sizes[] = {1, RP_LEAST_TASK / 2, RP_LEAST_TASK + 1, 3 * RP_LEAST_TASK, 2 * RP_GREATEST_TASK, UINT32_MAX};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    expect(rp_tune_tiles(0, sizes[i], 0) == RP_BAD_PLAN && rp_tune_tiles(0, 0, sizes[i] | 1) == RP_BAD_PLAN,
           "a tile of %u bytes was taken", sizes[i]);
  }
  expect(rp_tune_tiles(RP_ISAS, 0, 0) == RP_BAD_ISA, "tiles of no ISA");
  expect(rp_tune_tiles(before, RP_LEAST_TASK, RP_LEAST_STRIP) == RP_OK, "the least tiles");
  expect(rp_tile_info(RP_OP_negative, RP_FLOAT64, 2048, 2048, numbers) == RP_OK && numbers[0] * numbers[1] * 16 == RP_LEAST_TASK &&
             numbers[2] == RP_LEAST_TASK && numbers[3] == RP_LEAST_TASK && numbers[4] == 2, "the least task is not in force");
  expect(rp_tile_info(RP_OP_sum, RP_FLOAT64, 2048, 2048, numbers) == RP_OK && numbers[1] * 8 == RP_LEAST_STRIP &&
             numbers[3] == RP_LEAST_STRIP && numbers[4] == 2, "the least strip is not in force");
  expect(rp_tune_tiles(before, 0, 0) == RP_OK && rp_tile_info(RP_OP_sum, RP_FLOAT64, 2048, 2048, numbers) == RP_OK &&
             numbers[4] == 1, "tiles by the caches");
  for (uint32_t op = 0; op < RP_OPS; op++) {
    for (int i = 0; i < 8; i++) {
      const double rows = i & 1 ? 1 : i & 4 ? 2048 : 0, cols = i & 2 ? 3 : 2048;
      expect(rp_tile_info(op, RP_FLOAT64, rows, cols, numbers) == RP_OK && numbers[1] > 0, "tile_info: no columns");
      expect(numbers[0] > 0 || rows == 0, "tile_info(%u): no rows", op);
    }
  }
  const uint32_t threads = rp_threads();
  expect(threads >= 1 && threads <= RP_MAX_THREADS, "threads %u", threads);
  expect(rp_set_threads(0) == RP_BAD_THREADS && rp_set_threads(RP_MAX_THREADS + 1) == RP_BAD_THREADS &&
             rp_set_threads(UINT32_MAX) == RP_BAD_THREADS && rp_threads() == threads,
         "a bad number of threads was taken");
  expect(rp_set_threads(RP_MAX_THREADS) == RP_OK && rp_threads() == RP_MAX_THREADS, "the largest number of threads");
  rp_set_threads(threads);
  expect(rp_usable_cpus() >= 1, "usable CPUs");
  expect(rp_pool_info(NULL) == RP_NULL_BUFFER && rp_scratch_info(NULL) == RP_NULL_BUFFER &&
             rp_split_info(0, NULL) == RP_NULL_BUFFER && rp_split_info(RP_KINDS, numbers) == RP_BAD_OP &&
             rp_split_band_info(RP_KINDS, 0, numbers) == RP_BAD_OP,
         "information without a buffer");
  for (uint32_t kind = 0; kind < RP_KINDS; kind++) {
    expect(rp_split_info(kind, numbers) == RP_OK && numbers[0] > 0, "threshold of kind %u", kind);
    for (int i = 1; i < 7; i++) expect(numbers[i] >= 0, "split_info: number %d is %g", i, numbers[i]);
    const double threshold = numbers[0];
    uint32_t band = 0;
    for (double from = threshold / 4; rp_split_band_info(kind, band, numbers) == RP_OK; from *= 2, band++) {
      expect(numbers[0] == from && numbers[1] == 2 * from, "band %u: from %g to %g", band, numbers[0], numbers[1]);
      for (int i = 2; i < 12; i++) expect(numbers[i] >= 0, "band %u: number %d is %g", band, i, numbers[i]);
    }
    expect(band == RP_SPLIT_BANDS, "%u bands", band);
    expect(rp_split_band_info(kind, 0, NULL) == RP_NULL_BUFFER, "split_band_info without a buffer");
  }
  expect(rp_address_bits((void *)(uintptr_t)0x12345, 0xFFF) == 0x345, "address bits");
  expect(rp_advise_huge(NULL, 1e9) == RP_OK && rp_advise_huge(buffer, sizeof buffer) == RP_OK, "advise_huge");
  test_end();
}

void test_status(void) {
  if (!group_begin("statuses and information")) return;
  for (uint32_t family = 0; family < RP_FAMILIES; family++) one_family(family);
  nothing();
  information();
  group_end();
}
