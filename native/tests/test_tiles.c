/* The elementwise kernels against their oracle: every row of the table, every ISA, without a driver between. */
#include <string.h>

#include "check.h"
#include "oracle.h"

#define LONGEST 1300
#define CANARY 128
#define FILLER 0xA5

static guarded input_memory[3], output_memory;
static char source[3][LONGEST * 8], wanted[LONGEST * 8];

/* The table at run time says what ops.def says, and every ISA has exactly the kernels that it promises. */
void test_table(void) {
  if (!group_begin("table")) return;
  for (uint32_t op = 0; op < RP_OPS; op++) {
    now.op = rp_op_table[op].name;
    EACH_ISA(isa) {
      now.isa = rp_isa_table[isa].name;
      const rp_kernels *k = rp_isa_table[isa].kernels;
      for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
        now.dtype = dtype;
        expect(!k->tile[op][dtype] == !oracle_elements[op][dtype], "elementwise: %d", k->tile[op][dtype] != NULL);
        expect(!k->reduce[op][dtype] == !oracle_reductions[op][dtype].tree, "reduction: %d",
               k->reduce[op][dtype] != NULL);
        expect(!k->arg[op][dtype] == !oracle_args[op][dtype], "arg reduction: %d", k->arg[op][dtype] != NULL);
        for (uint32_t to = 0; to < RP_DTYPES && op == 0; to++) expect(k->cast[dtype][to] != NULL, "no cast to %u", to);
      }
    }
    test_end();
  }
  group_end();
}

static int filler_at(const char *p, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if ((unsigned char)p[i] != FILLER) return 0;
  }
  return 1;
}

/* n elements at the end of inaccessible memory, or after its start, a few elements past it. */
static char *input_at(int k, const char *from, size_t bytes, size_t item, int at_end) {
  char *p = at_end ? guarded_end(&input_memory[k], bytes) : guarded_start(&input_memory[k], below(17) * item);
  memcpy(p, from, bytes);
  return p;
}

static double tolerated(uint32_t op) {
  return oracle_tolerances[op].kind == TOLERANCE_ULP ? oracle_tolerances[op].ulps : 0;
}

/* One run of n elements, with the output `place` elements past a cache line. */
static void one_run(uint32_t op, size_t n, size_t place) {
  const uint32_t dtype = now.dtype, result = oracle_result_dtype(op, dtype);
  const size_t out_item = rp_item_size[result], out_bytes = n * out_item;
  const int inputs = oracle_inputs[rp_op_table[op].family];
  rp_tile t = {.rows = 1, .cols = n, .fixed = now.fixed};
  for (int k = 0; k < inputs; k++) {
    const size_t item = rp_item_size[oracle_input_dtype(op, dtype, k)];
    t.in[k] = input_at(k, source[k], (now.fixed >> k & 1 ? 1 : n) * item, item, (n + place + (size_t)k) % 4 != 0);
  }
  char *begin = guarded_start(&output_memory, 0), *out = begin + CANARY + place * out_item;
  t.out = out;
  now.cols = n;
  now.place = (long)place;
  EACH_ISA(isa) {
    now.isa = rp_isa_table[isa].name;
    for (now.stream = 0; now.stream < 2; now.stream++) {
      memset(begin, FILLER, (size_t)(out - begin) + out_bytes + CANARY);
      t.stream = now.stream;
      rp_isa_table[isa].kernels->tile[op][dtype](&t);
      expect_close(out, wanted, n, result, tolerated(op));
      if (!filler_at(begin, (size_t)(out - begin)) || !filler_at(out + out_bytes, CANARY)) {
        failed("wrote outside the output");
      }
    }
  }
}

/* The expected result of `n` elements of source[], each input fixed to its first element or not. */
static void want(uint32_t op, uint32_t dtype, size_t n, uint32_t fixed) {
  const size_t out_item = rp_item_size[oracle_result_dtype(op, dtype)];
  for (size_t i = 0; i < n; i++) {
    const void *in[3];
    for (int k = 0; k < 3; k++) {
      in[k] = source[k] + (fixed >> k & 1 ? 0 : i) * rp_item_size[oracle_input_dtype(op, dtype, k)];
    }
    oracle_elements[op][dtype](in, wanted + i * out_item);
  }
}

static void fill_sources(uint32_t op, uint32_t dtype, int inputs) {
  for (int k = 0; k < inputs; k++) {
    fill(source[k], LONGEST, oracle_input_dtype(op, dtype, k), below(4) ? DATA_PATTERNS : DATA_EQUAL);
  }
}

/* Several rows: each operand with a row stride of its own, 0 and negative ones included. */
static void some_rows(uint32_t op) {
  const uint32_t dtype = now.dtype, result = oracle_result_dtype(op, dtype);
  const size_t out_item = rp_item_size[result];
  const int inputs = oracle_inputs[rp_op_table[op].family];
  const size_t sizes[] = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 100};
  const size_t rows = 1 + below(10), cols = chance(10) ? 0 : sizes[below(sizeof sizes / sizeof *sizes)];
  rp_tile t = {.rows = rows, .cols = cols, .fixed = now.fixed};
  for (int k = 0; k < inputs; k++) {
    const size_t item = rp_item_size[oracle_input_dtype(op, dtype, k)], width = now.fixed >> k & 1 ? 1 : cols;
    const size_t step = chance(40) ? 0 : width + (chance(50) ? 0 : below(20));
    const size_t items = step * (rows - 1) + width;
    char *p = input_at(k, source[k], items * item, item, 1);
    const int reversed = chance(25);
    t.in[k] = reversed ? p + step * (rows - 1) * item : p;
    t.in_row[k] = (ptrdiff_t)(step * item) * (reversed ? -1 : 1);
  }
  const size_t step = cols + (chance(50) ? 0 : below(20)), bytes = (step * (rows - 1) + cols) * out_item;
  char *begin = guarded_start(&output_memory, 0), *out = begin + CANARY + below(17) * out_item;
  const int reversed = chance(25);
  t.out = reversed ? out + step * (rows - 1) * out_item : out;
  t.out_row = (ptrdiff_t)(step * out_item) * (reversed ? -1 : 1);
  memset(wanted, FILLER, bytes);
  for (size_t r = 0; r < rows; r++) {
    for (size_t c = 0; c < cols; c++) {
      const void *in[3];
      for (int k = 0; k < inputs; k++) {
        const size_t item = rp_item_size[oracle_input_dtype(op, dtype, k)];
        in[k] = t.in[k] + (ptrdiff_t)r * t.in_row[k] + (now.fixed >> k & 1 ? 0 : c) * item;
      }
      oracle_elements[op][dtype](in, wanted + (t.out - out) + (ptrdiff_t)r * t.out_row + (ptrdiff_t)(c * out_item));
    }
  }
  now.rows = rows;
  now.cols = cols;
  now.place = (long)(out - begin - CANARY) / (long)out_item;
  EACH_ISA(isa) {
    now.isa = rp_isa_table[isa].name;
    for (now.stream = 0; now.stream < 2; now.stream++) {
      memset(begin, FILLER, (size_t)(out - begin) + bytes + CANARY);
      t.stream = now.stream;
      rp_isa_table[isa].kernels->tile[op][dtype](&t);
      /* The gaps between rows are filler in `wanted`, and hold no NaN. */
      expect_close(out, wanted, bytes / out_item, result, tolerated(op));
      if (!filler_at(begin, (size_t)(out - begin)) || !filler_at(out + bytes, CANARY)) {
        failed("wrote outside the output");
      }
    }
  }
}

static void one_operation(uint32_t op, uint32_t dtype) {
  const int inputs = oracle_inputs[rp_op_table[op].family];
  const size_t count = length_count(LONGEST);
  for (uint32_t fixed = 0; fixed < 1u << inputs; fixed++) {
    if (fixed && inputs == 1) break; /* a single input is never fixed */
    now.fixed = fixed;
    now.rows = 1;
    fill_sources(op, dtype, inputs);
    want(op, dtype, LONGEST, fixed);
    for (size_t i = 0; i < count; i++) {
      if (effort < 100 && i > 20 && below(100) >= effort) continue;
      /* Every alignment for short runs, where heads and tails meet; two of them for long ones. */
      const size_t places = lengths[i] <= 70 && effort >= 100 ? 17 : 2;
      for (size_t p = 0; p < places; p++) one_run(op, lengths[i], places == 17 ? p : below(17));
    }
    for (size_t i = 0; i < scaled(100); i++) some_rows(op);
  }
}

void test_tiles(void) {
  if (!group_begin("elementwise kernels")) return;
  for (int k = 0; k < 3; k++) input_memory[k] = guarded_new(LONGEST * 8 + 256);
  output_memory = guarded_new(LONGEST * 8 + 4096);
  for (uint32_t op = 0; op < RP_OPS; op++) {
    for (uint32_t dtype = 0; dtype < RP_DTYPES; dtype++) {
      if (!oracle_elements[op][dtype]) continue;
      now.op = rp_op_table[op].name;
      now.dtype = dtype;
      one_operation(op, dtype);
      test_end();
    }
  }
  group_end();
}

/* ---- casts ---- */

void test_casts(void) {
  if (!group_begin("cast kernels")) return;
  static const double edges[] = {0x1p31,  0x1p31 - 1, -0x1p31, -0x1p31 - 1, 0x1p31 - 0.5,     0x1p63,    -0x1p63,
                                 0x1p32,  0x1.fffffep30, 0x1.fffffep62, 0x1.fffffffffffffp62, -0x1.8p63, 254.5,
                                 255,     255.5,      256,     -0.5,        -1,               0.999999,  1e300,
                                 16777217, 0x1p53 + 2, 0.5,     1e-320,      -0.0};
  const size_t n_edges = sizeof edges / sizeof *edges, count = length_count(600);
  const guarded in = guarded_new(600 * 8 + 256), out = guarded_new(600 * 8 + 1024);
  for (uint32_t from = 0; from < RP_DTYPES; from++) {
    for (uint32_t to = 0; to < RP_DTYPES; to++) {
      const size_t item = rp_item_size[from], out_item = rp_item_size[to];
      now.op = dtype_names[to];
      now.dtype = from;
      for (size_t l = 0; l < count; l++) {
        const size_t n = lengths[l];
        if (effort < 100 && below(100) >= effort) continue;
        now.cols = n;
        char *x = n % 2 ? guarded_end(&in, n * item) : guarded_start(&in, below(17) * item);
        fill(x, n, from, chance(80) ? DATA_PATTERNS : DATA_WIDE);
        for (size_t i = 0; i < n && n % 3 == 0; i++) {
          const double edge = edges[(i + n) % n_edges];
          if (from == RP_FLOAT32) ((float *)(void *)x)[i] = (float)edge;
          if (from == RP_FLOAT64) ((double *)(void *)x)[i] = edge;
        }
        for (size_t i = 0; i < n; i++) oracle_cast(from, to, x + i * item, wanted + i * out_item);
        const size_t place = below(17);
        char *o = guarded_start(&out, 128 + place * out_item);
        now.place = (long)place;
        EACH_ISA(isa) {
          now.isa = rp_isa_table[isa].name;
          memset(out.first, FILLER, 1024);
          memset(o, FILLER, n * out_item + CANARY);
          const rp_tile t = {.in = {x}, .out = o, .rows = 1, .cols = n};
          rp_isa_table[isa].kernels->cast[from][to](&t);
          expect_same(o, wanted, n, to);
          if (!filler_at(o - CANARY, CANARY) || !filler_at(o + n * out_item, CANARY)) {
            failed("wrote outside the output");
          }
        }
      }
      test_end();
    }
  }
  group_end();
}
