/*
 * What the drivers (core/) and the kernels (kernels/) agree on. Nothing here depends on an instruction set.
 */
#ifndef RP_KERNEL_H
#define RP_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#define RP_INLINE static inline __attribute__((always_inline, unused))
#define RP_NOINLINE __attribute__((noinline))
#define RP_CAT_(a, b) a##b
#define RP_CAT(a, b) RP_CAT_(a, b)

/* The dtypes, in the order of their ids (lib/dispatch/dtype.ts). */
enum { RP_BOOL, RP_UINT8, RP_INT32, RP_INT64, RP_FLOAT32, RP_FLOAT64, RP_DTYPES };

/*
 * A rectangle of an elementwise operation: `rows` runs of `cols` elements. Along a run the output is contiguous, and each
 * input is contiguous or, where its bit is set in `fixed`, one element for the whole run. From row to row everything
 * moves by its own number of bytes: 0 for an input that is the same in every row.
 */
typedef struct rp_tile {
  const char *in[3];
  char *out;
  ptrdiff_t in_row[3];
  ptrdiff_t out_row;
  size_t rows;
  size_t cols;
  uint32_t fixed;
  uint32_t stream; /* non-zero: write around the caches, for results that no cache will hold anyway */
} rp_tile;

/* `stream` of a tile: others see what it wrote when it has ended; or only when a later tile of the same task has. */
enum { RP_STREAM = 1, RP_STREAM_ON };

typedef void rp_tile_fn(const rp_tile *tile);

/*
 * Reductions keep a fixed number of partial results whatever the register width, so that every ISA gives the same bits:
 * element i of a run goes to lane i mod RP_LANES, blocks of RP_BLOCK_GROUPS elements per lane are reduced in order, and
 * blocks are merged pairwise, as by a binary counter. 64 float32 or 32 float64 fill four AVX-512 registers: enough
 * independent additions to hide their latency of four cycles.
 */
#define RP_LANES_f32 64
#define RP_LANES_f64 32
#define RP_LANES_MAX 64
#define RP_BLOCK_GROUPS 16
#define RP_MAX_LEVELS 40
/* Partial results of a row times a vector, 64 bytes; and how many rows are multiplied at once. */
#define RP_ROW_LANES_f32 16
#define RP_ROW_LANES_f64 8
#define RP_ROWS_SIDE_BY_SIDE 4

typedef enum { RP_FINISH_NONE, RP_FINISH_MEAN, RP_FINISH_VAR, RP_FINISH_STD, RP_FINISH_NORM, RP_FINISH_TRUTH } rp_finish;

typedef struct rp_reduce_kernel {
  /* Each of `rows` contiguous runs of `cols` elements to one element of out. */
  void (*rows)(const void *x, ptrdiff_t row_bytes, size_t rows, size_t cols, const void *center, void *out);
  /* One contiguous run of n elements to RP_LANES partial results. */
  void (*run)(const void *x, size_t n, const void *center, void *lanes);
  /* `cols` columns over `rows` rows to out[cols]. stack: room for log2(blocks) + 1 rows of cols elements. */
  void (*cols)(const void *x, ptrdiff_t row_bytes, size_t rows, size_t cols, const void *center, void *out, void *stack);
  /* acc[i] = merge(older[i], acc[i]) */
  void (*merge)(const void *older, void *acc, size_t n);
  /* RP_LANES partial results to one. */
  void (*fold)(const void *lanes, void *out);
  uint32_t item_size; /* of an element, and of a partial result */
  uint32_t lanes;
  uint32_t finish;      /* an rp_finish */
  uint32_t has_center;  /* steps take a centre per result: the mean, for the sum of squared deviations */
  uint32_t has_identity; /* the reduction of nothing is defined */
  double identity;
  /* RP_FINISH_NORM: the same with a centre per result, which elements are multiplied by before they are squared. */
  const struct rp_reduce_kernel *scaled;
} rp_reduce_kernel;

typedef struct rp_arg_kernel {
  /* The best value of a contiguous run of n > 0 elements and the index of its first occurrence. */
  void (*run)(const void *x, size_t n, void *best, int64_t *index);
  /* The same for each column; rows > 0. best and index hold `cols` elements. */
  void (*cols)(const void *x, ptrdiff_t row_bytes, size_t rows, size_t cols, void *best, int64_t *index);
  /* Whether a later `candidate` beats `best`: better, or the first NaN. */
  int (*better)(const void *candidate, const void *best);
  uint32_t item_size;
} rp_arg_kernel;

/* The blocking of each ISA and dtype, as constants RP_GEMM_<what>_<dtype>__<isa>, and the depth of a block. */
enum {
#define RP_GEMM(isa, dtype, mr, nv, mc, nc)                                                                           \
  RP_GEMM_mr_##dtype##__##isa = mr, RP_GEMM_nv_##dtype##__##isa = nv, RP_GEMM_mc_##dtype##__##isa = mc,               \
  RP_GEMM_nc_##dtype##__##isa = nc,
#define RP_GEMM_DEPTH(dtype, kc) RP_GEMM_kc_##dtype = kc,
#include "../gemm.def"
#undef RP_GEMM
#undef RP_GEMM_DEPTH
};

/*
 * A part of a matrix product: C (m x n) = alpha * A (m x depth) * B (depth x n) + beta * C. Rows of C are contiguous.
 * Packed A is panels of MR rows, a[k * MR + i]; packed B panels of NR columns, b[k * NR + j]. Otherwise A is anywhere, and
 * the rows of B are contiguous. Steps in elements.
 */
typedef struct rp_gemm_block {
  const void *a, *b;
  void *c;
  size_t m, n, depth;
  size_t piece;               /* deep: the depth of a block */
  ptrdiff_t c_block;          /* deep: from the result of a block to that of the next; 0: they are added up */
  ptrdiff_t a_row, a_step;    /* from row to row and from k to k; A as it stands */
  ptrdiff_t a_panel;          /* from MR rows to the next */
  ptrdiff_t b_step, b_panel;  /* from k to k, and from NR columns to the next */
  ptrdiff_t c_row;
  double alpha, beta;
  uint32_t a_packed; /* and B with it */
  uint32_t stream;   /* write C around the caches: alpha = 1, beta = 0, and its rows begin with lines of them */
} rp_gemm_block;

/* Rows of a product of few rows and columns, whose sums are long. */
#define RP_DEEP_ROWS 4

/* Where factors come from: an L2, farther away, or memory, of which a CPU is better asked for what comes next. */
enum { RP_FROM_NEAR, RP_FROM_FAR, RP_FROM_MEMORY_ASKED };

typedef struct rp_gemm_kernel {
  void (*block)(const rp_gemm_block *block);
  /* 2 to RP_DEEP_ROWS rows and up to deep_cols columns of C, over all of k; operands as they lie. */
  void (*deep)(const rp_gemm_block *block);
  /* Lines `line` apart of elements `step` apart, to panels: rows of A, or columns of B. */
  void (*pack_a)(const void *from, ptrdiff_t line, ptrdiff_t step, size_t lines, size_t depth, void *to);
  void (*pack_b)(const void *from, ptrdiff_t line, ptrdiff_t step, size_t lines, size_t depth, void *to);
  /* Two contiguous runs to RP_LANES partial results, which merge and fold as those of sum do. */
  void (*dot_run)(const void *x, const void *y, size_t n, void *lanes, int from);
  /* Contiguous rows times x, to out[rows]. */
  void (*dot_rows)(const void *a, ptrdiff_t row, size_t rows, size_t n, const void *x, void *out);
  /* out[n] += the sum of x[k] times the k-th contiguous line. */
  void (*add_lines)(const void *a, ptrdiff_t line, size_t lines, size_t n, const void *x, void *out, int from);
  /* out[i * step] = alpha * values[i] + beta * out[i * step] */
  void (*combine)(const void *values, size_t n, double alpha, double beta, void *out, ptrdiff_t step);
  uint32_t mr, nr, mc, nc, kc;
  uint32_t deep_cols; /* 0: `block` does as well */
} rp_gemm_kernel;

#endif
