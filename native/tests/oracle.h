/*
 * What every operation should give, one element at a time in plain C. The tables are made from ops.def: a row without
 * its oracle does not compile.
 */
#ifndef RP_TESTS_ORACLE_H
#define RP_TESTS_ORACLE_H

#include <stddef.h>
#include <stdint.h>

#include "../core/table.h"

/* One element of each input to one element of the output. */
typedef void oracle_element_fn(const void *const *in, void *out);
/*
 * n elements, `stride` bytes apart, to `lanes` partial results by the tree of DESIGN §6, written down as a recursion:
 * a block of 16 elements per lane is taken in order, element i to lane i mod lanes; more than a block is split into the
 * largest power of two of blocks that leaves something, and the rest. A column is the tree with one lane.
 */
typedef void oracle_tree_fn(const void *x, ptrdiff_t stride, size_t n, size_t lanes, const void *center, void *out);
/* `lanes` partial results to the first, by halves. */
typedef void oracle_fold_fn(void *partial, size_t lanes);
/* a = merge(a, b) for n partial results. */
typedef void oracle_merge_fn(void *a, const void *b, size_t n);
/* The index of the first best of n > 0 elements. */
typedef int64_t oracle_arg_fn(const void *x, ptrdiff_t stride, size_t n);
/* The sum of n products a[i] * b[i] in extended precision, strides in bytes; `size` gets the sum of their magnitudes. */
typedef double oracle_product_fn(const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, size_t n,
                                 double *size);

typedef struct oracle_reduction {
  oracle_tree_fn *tree;
  oracle_fold_fn *fold;
  oracle_merge_fn *merge;
} oracle_reduction;

typedef struct oracle_tolerance {
  enum { TOLERANCE_EXACT, TOLERANCE_ULP, TOLERANCE_SUM, TOLERANCE_PROD, TOLERANCE_DOT } kind;
  double ulps;
} oracle_tolerance;

/* NULL where ops.def has no kernel for the dtype. */
extern oracle_element_fn *const oracle_elements[RP_OPS][RP_DTYPES];
extern const oracle_reduction oracle_reductions[RP_OPS][RP_DTYPES];
extern oracle_arg_fn *const oracle_args[RP_OPS][RP_DTYPES];
extern oracle_product_fn *const oracle_products[RP_OPS][RP_DTYPES];
extern const oracle_tolerance oracle_tolerances[RP_OPS];
/* Inputs of a family, and the dtype of an input and of the output of an operation. */
extern const int oracle_inputs[RP_FAMILIES];
uint32_t oracle_input_dtype(uint32_t op, uint32_t dtype, int input);
uint32_t oracle_result_dtype(uint32_t op, uint32_t dtype);

void oracle_cast(uint32_t from, uint32_t to, const void *in, void *out);

/* The value of a reduction in extended precision, and how far from it a result may be. */
typedef struct oracle_value {
  double value;
  double error;
  int defined; /* 0: some step may overflow or meet an infinity, so that no bound can be given */
} oracle_value;
/* n gathered elements of a dtype; `depth` is the number of additions on the longest way through the tree. */
oracle_value oracle_accurate(uint32_t op, uint32_t dtype, const void *x, size_t n, double correction, double depth);

#endif
