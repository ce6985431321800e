/*
 * Built with -O1 -fno-tree-vectorize (native/test.ts): a compiler that vectorises the oracle would test itself, and a
 * fault of its vectoriser would hide in both. Nothing here is shared with the kernels but the table.
 */
#include "oracle.h"

#include <float.h>
#include <math.h>
#include <string.h>

/*
 * Wide enough for sums of float64: 113 bits, or what long double has, since
 * 113 take a runtime library that the Windows tests lack.
 */
#if defined(__SIZEOF_FLOAT128__) && !defined(_WIN32)
typedef __float128 wide;
#else
typedef long double wide;
#endif

#define T float
#define S(name) name##_f32
#define WHOLE 0x1p23f
#define SUM_TYPE double
#include "oracle_ops.inc"
#undef T
#undef S
#undef WHOLE
#undef SUM_TYPE

#define T double
#define S(name) name##_f64
#define WHOLE 0x1p52
#define SUM_TYPE wide
#include "oracle_ops.inc"
#undef T
#undef S
#undef WHOLE
#undef SUM_TYPE

/* ---- any and all of bools: any non-zero byte is true ---- */

#define LOGICAL_BOOL(name, NOTHING, OP)                                                                     \
  static void name##_tree_bool(const void *x, ptrdiff_t stride, size_t n, size_t lanes, const void *center, \
                               void *out) {                                                                 \
    (void)center;                                                                                           \
    uint8_t *o = out;                                                                                       \
    memset(o, NOTHING, lanes);                                                                              \
    for (size_t i = 0; i < n; i++) {                                                                        \
      o[i % lanes] = o[i % lanes] OP(((const uint8_t *)x)[(ptrdiff_t)i * stride] != 0);                     \
    }                                                                                                       \
  }                                                                                                         \
  static void name##_merge_bool(void *a, const void *b, size_t n) {                                         \
    for (size_t i = 0; i < n; i++) ((uint8_t *)a)[i] = ((uint8_t *)a)[i] OP((const uint8_t *)b)[i];         \
  }                                                                                                         \
  static void name##_fold_bool(void *partial, size_t lanes) {                                               \
    for (size_t i = 1; i < lanes; i++) name##_merge_bool(partial, (uint8_t *)partial + i, 1);               \
  }
LOGICAL_BOOL(any, 0, ||)
LOGICAL_BOOL(all, 1, &&)

/* ---- the tables ---- */

#define FLOATS(family, name) ENTRY_##family(name, f32, RP_FLOAT32) ENTRY_##family(name, f64, RP_FLOAT64)
#define LOGICAL(family, name) FLOATS(family, name) ENTRY_##family(name, bool, RP_BOOL)
#define RP_OP(family, name, dtypes, result, tolerance, numpy, summary) dtypes(family, name)

#define ELEMENT(name, suffix, dtype) [RP_OP_##name][dtype] = name##_element_##suffix,
#define NOTHING(name, suffix, dtype)
#define ENTRY_unary ELEMENT
#define ENTRY_binary ELEMENT
#define ENTRY_ternary ELEMENT
#define ENTRY_select ELEMENT
#define ENTRY_reduce NOTHING
#define ENTRY_argreduce NOTHING
#define ENTRY_gemm NOTHING
oracle_element_fn *const oracle_elements[RP_OPS][RP_DTYPES] = {
#include "../ops.def"
};
#undef ENTRY_unary
#undef ENTRY_binary
#undef ENTRY_ternary
#undef ENTRY_select
#undef ENTRY_reduce
#undef ENTRY_argreduce

#define ENTRY_unary NOTHING
#define ENTRY_binary NOTHING
#define ENTRY_ternary NOTHING
#define ENTRY_select NOTHING
#define ENTRY_reduce(name, suffix, dtype) \
  [RP_OP_##name][dtype] = {name##_tree_##suffix, name##_fold_##suffix, name##_merge_##suffix},
#define ENTRY_argreduce NOTHING
const oracle_reduction oracle_reductions[RP_OPS][RP_DTYPES] = {
#include "../ops.def"
};
#undef ENTRY_reduce
#undef ENTRY_argreduce
#define ENTRY_reduce NOTHING
#define ENTRY_argreduce(name, suffix, dtype) [RP_OP_##name][dtype] = name##_arg_##suffix,
oracle_arg_fn *const oracle_args[RP_OPS][RP_DTYPES] = {
#include "../ops.def"
};
#undef ENTRY_argreduce
#undef ENTRY_gemm
#define ENTRY_argreduce NOTHING
#define ENTRY_gemm(name, suffix, dtype) [RP_OP_##name][dtype] = name##_product_##suffix,
oracle_product_fn *const oracle_products[RP_OPS][RP_DTYPES] = {
#include "../ops.def"
};
#undef RP_OP

#define EXACT {TOLERANCE_EXACT, 0}
#define ULP(k) {TOLERANCE_ULP, k}
#define SUM {TOLERANCE_SUM, 0}
#define PROD {TOLERANCE_PROD, 0}
#define DOT {TOLERANCE_DOT, 0}
#define RP_OP(family, name, dtypes, result, tolerance, numpy, summary) [RP_OP_##name] = tolerance,
const oracle_tolerance oracle_tolerances[RP_OPS] = {
#include "../ops.def"
};
#undef RP_OP

const int oracle_inputs[RP_FAMILIES] = {
#define RP_FAMILY(name, inputs) [RP_FAMILY_##name] = inputs,
#include "../families.def"
#undef RP_FAMILY
};

uint32_t oracle_input_dtype(uint32_t op, uint32_t dtype, int input) {
  return rp_op_table[op].family == RP_FAMILY_select && input == 0 ? RP_BOOL : dtype;
}

uint32_t oracle_result_dtype(uint32_t op, uint32_t dtype) {
  const uint32_t result = rp_op_table[op].result;
  return result == RP_RESULT_BOOL ? RP_BOOL : result == RP_RESULT_INDEX ? RP_INT64 : dtype;
}

/* ---- casts ---- */

/* 2^63 and 2^31 are exact in both floating-point types; NaN passes none of the comparisons. */
static int64_t saturated(double x, double low, double high, int64_t least, int64_t most) {
  if (x >= high) return most;
  if (x <= low) return least;
  return x == x ? (int64_t)x : 0;
}

void oracle_cast(uint32_t from, uint32_t to, const void *in, void *out) {
  if (from == to) {
    memcpy(out, in, rp_item_size[from]); /* a copy keeps every bit, a NaN's and a bool's too */
    return;
  }
  const int floating = from == RP_FLOAT32 || from == RP_FLOAT64;
  double x = 0;
  int64_t i = 0;
  switch (from) {
    case RP_BOOL: i = *(const uint8_t *)in != 0; break;
    case RP_UINT8: i = *(const uint8_t *)in; break;
    case RP_INT32: i = *(const int32_t *)in; break;
    case RP_INT64: i = *(const int64_t *)in; break;
    case RP_FLOAT32: x = (double)*(const float *)in; break;
    default: x = *(const double *)in; break;
  }
  switch (to) {
    case RP_BOOL: *(uint8_t *)out = floating ? x != 0 : i != 0; break;
    case RP_UINT8: *(uint8_t *)out = (uint8_t)(floating ? saturated(x, 0, 255, 0, 255) : i); break;
    case RP_INT32: {
      const int64_t v = floating ? saturated(x, -0x1p31, 0x1p31, INT32_MIN, INT32_MAX) : i;
      memcpy(out, &v, 4); /* the low half: modulo 2^32 */
      break;
    }
    case RP_INT64: *(int64_t *)out = floating ? saturated(x, -0x1p63, 0x1p63, INT64_MIN, INT64_MAX) : i; break;
    case RP_FLOAT32: *(float *)out = floating ? (float)x : (float)i; break;
    default: *(double *)out = floating ? x : (double)i; break;
  }
}

/* ---- accuracy ---- */

typedef enum { BY_TREE, BY_SUM, BY_MEAN, BY_PRODUCT, BY_VARIANCE, BY_DEVIATION, BY_MAGNITUDE, BY_NORM } accuracy;
/* min, max, any and all are exact, and the tree says all there is to say. */
#define ACCURACY_sum BY_SUM
#define ACCURACY_prod BY_PRODUCT
#define ACCURACY_min BY_TREE
#define ACCURACY_max BY_TREE
#define ACCURACY_mean BY_MEAN
#define ACCURACY_var BY_VARIANCE
#define ACCURACY_std BY_DEVIATION
#define ACCURACY_asum BY_MAGNITUDE
#define ACCURACY_nrm2 BY_NORM
#define ACCURACY_any BY_TREE
#define ACCURACY_all BY_TREE
#define ROW_unary(name)
#define ROW_binary(name)
#define ROW_ternary(name)
#define ROW_select(name)
#define ROW_gemm(name)
#define ROW_argreduce(name)
#define ROW_reduce(name) [RP_OP_##name] = ACCURACY_##name,
#define RP_OP(family, name, dtypes, result, tolerance, numpy, summary) ROW_##family(name)
static const accuracy accuracies[RP_OPS] = {
#include "../ops.def"
};

/*
 * A norm, from elements scaled by a power of two so that the largest is near 1. The sum of squares is off by at most
 * (d + 2) eps of itself, squares that vanish included; the root halves that, and is rounded itself.
 */
static oracle_value accurate_norm(int single, const void *x, size_t n, double depth) {
  const double eps = single ? FLT_EPSILON : DBL_EPSILON, most = single ? FLT_MAX : DBL_MAX;
  double largest = 0;
  for (size_t i = 0; i < n; i++) {
    const double xi = fabs(single ? (double)((const float *)x)[i] : ((const double *)x)[i]);
    if (!(xi <= largest)) largest = xi; /* NaN too, and it stays */
  }
  oracle_value v = {0, 0, isfinite(largest)};
  if (!v.defined || largest == 0) return v;
  int exponent;
  frexp(largest, &exponent);
  wide squares = 0;
  for (size_t i = 0; i < n; i++) {
    const wide xi = (wide)ldexp(single ? (double)((const float *)x)[i] : ((const double *)x)[i], -exponent);
    squares += xi * xi;
  }
  v.value = ldexp(sqrt((double)squares), exponent);
  v.error = (depth / 2 + 3) * eps * v.value + (single ? 0x1p-149 : 0x1p-1074);
  v.defined = v.value < most;
  if (v.value + v.error > most) v.value -= v.error, v.error = INFINITY; /* near the largest number, or beyond */
  return v;
}

/*
 * The bounds: with A = sum of |x| and d = depth, the sum is off by at most d eps A. A mean divides that by n and rounds
 * once more; call it e. Deviations from a mean that is off by e add up to n e^2 more than they should, and each term is
 * rounded three times before it is added. A product is rounded once per factor, whatever the tree.
 */
oracle_value oracle_accurate(uint32_t op, uint32_t dtype, const void *x, size_t n, double correction, double depth) {
  const int single = dtype == RP_FLOAT32;
  const double eps = single ? FLT_EPSILON : DBL_EPSILON, most = (single ? FLT_MAX : DBL_MAX) / 4;
  const double tiny = single ? 0x1p-149 : 0x1p-1074, count = (double)n;
  oracle_value v = {0, 0, 1};
  if (accuracies[op] == BY_NORM) return accurate_norm(single, x, n, depth);
  if (accuracies[op] == BY_TREE) v.defined = 0;
  wide sum = 0, product = 1, squares = 0;
  double magnitude = 0, logs = 0, plain = 0;
  for (size_t i = 0; i < n; i++) {
    const double xi = single ? (double)((const float *)x)[i] : ((const double *)x)[i];
    magnitude += fabs(xi);
    /* For float32, float64 is wide enough, and a hundred times faster. */
    const double term = accuracies[op] == BY_MAGNITUDE ? fabs(xi) : xi;
    if (single) plain += term;
    else if (accuracies[op] != BY_PRODUCT) sum += (wide)term;
    if (accuracies[op] == BY_PRODUCT) product *= (wide)xi, logs += fabs(log2(fabs(xi)));
  }
  if (single) sum = (wide)plain;
  /* Also catches NaN. */
  if (!(magnitude < most) || n == 0) v.defined = 0;
  if (!v.defined) return v;
  const wide mean = sum / (wide)n;
  double plain_squares = 0;
  const double mean_error = depth * eps * magnitude / count + eps * fabs((double)mean) + tiny;
  switch (accuracies[op]) {
    case BY_SUM:
    case BY_MAGNITUDE:
      v.value = (double)sum;
      v.error = depth * eps * magnitude;
      break;
    case BY_MEAN:
      v.value = (double)mean;
      v.error = mean_error;
      break;
    case BY_PRODUCT:
      v.value = (double)product;
      v.error = count * eps * fabs(v.value);
      v.defined = logs < (single ? 100 : 1000) && count * eps < 0.5;
      break;
    default:
      for (size_t i = 0; i < n; i++) {
        const double xi = single ? (double)((const float *)x)[i] : ((const double *)x)[i];
        if (single) plain_squares += (xi - (double)mean) * (xi - (double)mean);
        else squares += ((wide)xi - mean) * ((wide)xi - mean);
      }
      if (single) squares = (wide)plain_squares;
      /* Where the mean's own error has a square that overflows, so may the variance of equal elements. */
      v.defined = (double)squares + count * mean_error * mean_error < most && count > correction;
      v.value = (double)(squares / (wide)(count - correction));
      v.error = ((depth + 4) * eps * ((double)squares + count * mean_error * mean_error) +
                 count * mean_error * mean_error + count * tiny) / (count - correction) + eps * v.value + tiny;
      if (accuracies[op] == BY_DEVIATION) {
        const double root = sqrt(v.value);
        v.error = (root * root > v.error ? v.error / root : sqrt(v.error)) + 2 * eps * root + tiny;
        v.value = root;
      }
  }
  /* A bound that leaves room for an infinity bounds nothing. */
  if (!(fabs(v.value) + v.error < most)) v.defined = 0;
  return v;
}
