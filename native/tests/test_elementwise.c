/*
 * The elementwise families and casts through their exported functions, against a walk over all indices: any layout, any
 * number of threads, every ISA. The whole span of the output is compared, so that what lies between its elements is
 * known to be left alone.
 */
#include <stdlib.h>
#include <string.h>

#include "../core/cpu.h"
#include "../threads/split.h"
#include "calls.h"
#include "check.h"
#include "layouts.h"
#include "oracle.h"

#define FILLER 0xA5
static guarded input_memory[3], output_memory;
static char *wanted;

/* One operation (op), or one cast (family cast, op the dtype to convert to), on one shape. */
typedef struct subject {
  uint32_t family, op, dtype, result;
  int inputs;
  double ulps;
} subject;

static uint32_t input_dtype(const subject *j, int k) {
  return j->family == RP_FAMILY_cast ? j->dtype : oracle_input_dtype(j->op, j->dtype, k);
}

static double scalar_for(uint32_t dtype) {
  if (dtype == RP_BOOL) return chance(50);
  if (dtype == RP_UINT8) return (double)below(256);
  if (dtype == RP_INT32 || dtype == RP_INT64) return (double)below(100000) - 50000;
  double x;
  fill(&x, 1, RP_FLOAT64, DATA_PATTERNS);
  return x;
}

static void store_scalar(void *to, uint32_t dtype, double x) {
  switch (dtype) {
    case RP_FLOAT32: *(float *)to = (float)x; break;
    case RP_FLOAT64: *(double *)to = x; break;
    case RP_INT32: *(int32_t *)to = (int32_t)x; break;
    case RP_INT64: *(int64_t *)to = (int64_t)x; break;
    default: *(uint8_t *)to = (uint8_t)x; break;
  }
}

static void one_shape(const subject *j, const shape *s, int large) {
  static rp_plan plan;
  plan = (rp_plan){.op = j->op, .dtype = j->dtype, .ndim = s->ndim, .kept = s->ndim};
  const void *in[3] = {NULL, NULL, NULL};
  const char *origin[3];
  uint64_t scalars[3];
  layout layouts[3] = {{.span = 0}};
  for (int k = 0; k < j->inputs; k++) {
    const uint32_t dtype = input_dtype(j, k);
    if (chance(15)) {
      plan.scalars += 1 << k;
      plan.scalar[k] = scalar_for(dtype);
      store_scalar(&scalars[k], dtype, plan.scalar[k]);
      origin[k] = (const char *)&scalars[k];
      /* What the plan says of the strides of a scalar has no meaning. */
      for (int d = 0; d < s->ndim; d++) plan.axis[d].in[k] = 7;
      plan.offset[k] = 11;
      continue;
    }
    layouts[k] = random_layout(s, 1);
    char *p = buffer_for(&input_memory[k], &layouts[k], rp_item_size[dtype]);
    fill(p, layouts[k].span, dtype, chance(80) ? DATA_PATTERNS : DATA_EQUAL);
    in[k] = p;
    origin[k] = p + layouts[k].offset * rp_item_size[dtype];
    plan.offset[k] = (double)layouts[k].offset;
    for (int d = 0; d < s->ndim; d++) plan.axis[d].in[k] = (double)layouts[k].stride[d];
  }
  const layout to = random_layout(s, 0);
  const size_t item = rp_item_size[j->result];
  char *out = buffer_for(&output_memory, &to, item);
  plan.out_offset = (double)to.offset;
  for (int d = 0; d < s->ndim; d++) {
    plan.axis[d].n = (double)s->n[d];
    plan.axis[d].out = (double)to.stride[d];
  }
  memset(wanted, FILLER, to.span * item);
  size_t index[LAYOUT_NDIM] = {0};
  for (size_t i = 0; i < s->size; i++, next_index(s, 0, s->ndim, index)) {
    const void *at[3] = {NULL, NULL, NULL};
    for (int k = 0; k < j->inputs; k++) {
      at[k] = origin[k] + place_of(&layouts[k], 0, s->ndim, index) * rp_item_size[input_dtype(j, k)];
    }
    char *o = wanted + (to.offset + place_of(&to, 0, s->ndim, index)) * (ptrdiff_t)item;
    if (j->family == RP_FAMILY_cast) oracle_cast(j->dtype, j->op, at[0], o);
    else oracle_elements[j->op][j->dtype](at, o);
  }
  now.plan = &plan;
  now.inputs = j->inputs;
  EACH_ISA(isa) {
    use_isa(isa);
    for (int repeat = 0; repeat < 1 + large; repeat++) {
      use_threads(thread_counts[below(4)]);
      memset(out - 64, FILLER, 64 + to.span * item);
      const int32_t status = call_family(j->family, &plan, in, out);
      expect(status == RP_OK, "status %d", status);
      expect_close(out, wanted, to.span, j->result, j->ulps);
      if ((unsigned char)out[-1] != FILLER) failed("wrote before its output");
    }
  }
  now.plan = NULL;
}

static void one_subject(const subject *j) {
  now.dtype = j->dtype;
  for (size_t i = 0; i < scaled(120); i++) {
    const shape s = small_shape();
    one_shape(j, &s, 0);
  }
  /* From half a mebibyte to several: cut into tasks, and written around the caches at the upper end. */
  for (size_t i = 0; i < scaled(5); i++) {
    const shape s = large_shape((size_t)60000 << below(3));
    one_shape(j, &s, 1);
  }
  test_end();
}

/*
 * Rows side by side: the same bits as without. Caches that are said to be small make results go around them, and rows of
 * some pages are walked in turns then. Rows in groups and left over, whole turns and parts of one, rows that begin on a line
 * of the caches and rows that do not.
 */
static void one_side_by_side(uint32_t op, uint32_t dtype, size_t rows, size_t cols, size_t gap, int second) {
  static rp_plan plan;
  const size_t item = rp_item_size[dtype], span = rows * (cols + gap);
  const uint32_t family = rp_op_table[op].family;
  const int inputs = oracle_inputs[family];
  plan = (rp_plan){.op = op, .dtype = dtype, .ndim = 2, .kept = 2};
  plan.axis[0] = (rp_plan_axis){.n = (double)rows, .out = (double)(cols + gap)};
  plan.axis[1] = (rp_plan_axis){.n = (double)cols, .out = 1};
  const void *in[3] = {NULL, NULL, NULL};
  for (int k = 0; k < inputs; k++) {
    /* The first is a matrix; the others another one, a row, a column, or a number. */
    const int kind = k ? second : 0;
    plan.axis[0].in[k] = kind == 0 || kind == 2 ? (double)(cols + gap) : 0;
    plan.axis[1].in[k] = kind < 2;
    char *x = guarded_end(&input_memory[k], span * item);
    fill(x, span, dtype, DATA_PATTERNS);
    in[k] = x;
    if (kind == 3) plan.scalars += 1 << k, plan.scalar[k] = scalar_for(dtype);
  }
  char *out = output_memory.first;
  now.plan = &plan;
  now.inputs = inputs;
  EACH_ISA(isa) {
    use_isa(isa);
    for (int in_turns = 0; in_turns < 2; in_turns++) {
      use_threads(thread_counts[below(4)]);
      rp_assume_fetches_by_page(in_turns);
      memset(out, FILLER, span * item + 64);
      expect(call_family(family, &plan, in, out) == RP_OK, "status");
      if (in_turns) expect(memcmp(out, wanted, span * item + 64) == 0, "%zu x %zu, gap %zu, kind %d", rows, cols, gap, second);
      else memcpy(wanted, out, span * item + 64);
    }
  }
  now.plan = NULL;
}

static void test_side_by_side(void) {
  if (!group_begin("rows side by side")) return;
  const rp_caches caches = rp_cache_sizes();
  const int by_page = rp_cpu_fetches_by_page();
  rp_split_freeze(1);
  rp_assume_cache_sizes((rp_caches){4 << 10, 8 << 10, 64 << 10});
  static const uint32_t ops[] = {RP_OP_negative, RP_OP_multiply, RP_OP_less, RP_OP_clip, RP_OP_where};
  static const size_t rows[] = {1, 2, 3, 4, 5, 8, 11}, cols[] = {4096, 4096 + 17, 6000, 8192 + 256};
  for (size_t o = 0; o < sizeof ops / sizeof *ops; o++) {
    for (uint32_t dtype = RP_FLOAT32; dtype <= RP_FLOAT64; dtype++) {
      now.op = rp_op_table[ops[o]].name;
      now.dtype = dtype;
      for (size_t i = 0; i < scaled(100); i++) {
        const size_t gap = chance(70) ? 64 - cols[i / 7 % 4] % 16 : below(20);
        one_side_by_side(ops[o], dtype, rows[i % 7], cols[i / 7 % 4], gap, (int)below(4));
      }
      test_end();
    }
  }
  rp_assume_cache_sizes(caches);
  rp_assume_fetches_by_page(by_page);
  rp_split_freeze(0);
  group_end();
}

static void test_families(void) {
  if (!group_begin("elementwise families, any layout")) return;
  for (uint32_t op = 0; op < RP_OPS; op++) {
    for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
      if (!oracle_elements[op][dtype]) continue;
      const uint32_t family = rp_op_table[op].family;
      now.op = rp_op_table[op].name;
      const oracle_tolerance *tolerance = &oracle_tolerances[op];
      one_subject(&(subject){family, op, dtype, oracle_result_dtype(op, dtype), oracle_inputs[family],
                             tolerance->kind == TOLERANCE_ULP ? tolerance->ulps : 0});
    }
  }
  group_end();
}

static void test_all_casts(void) {
  if (!group_begin("casts, any layout")) return;
  for (uint32_t from = 0; from < RP_DTYPES; from++) {
    for (uint32_t to = 0; to < RP_DTYPES; to++) {
      now.op = dtype_names[to];
      one_subject(&(subject){RP_FAMILY_cast, to, from, to, 1, 0});
    }
  }
  group_end();
}

void test_elementwise_driver(void) {
  for (int k = 0; k < 3; k++) input_memory[k] = guarded_new(LAYOUT_ELEMENTS * 8);
  output_memory = guarded_new(LAYOUT_ELEMENTS * 8 + 64);
  wanted = malloc(LAYOUT_ELEMENTS * 8);
  test_families();
  test_side_by_side();
  test_all_casts();
}
