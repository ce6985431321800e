/*
 * The last step of a reduction: from what the kernels give for one result to the result. In float64; a float32 result is
 * rounded once more, from there.
 */
#ifndef RP_FINISH_H
#define RP_FINISH_H

#include <float.h>
#include <math.h>

#include "table.h"

/* The i-th of some elements of 8 bytes (float64), 4 (float32) or 1 (bool). */
static inline double rp_value_at(const void *values, size_t i, size_t item) {
  if (item == 8) return ((const double *)values)[i];
  if (item == 4) return (double)((const float *)values)[i];
  return ((const uint8_t *)values)[i];
}

static inline void rp_put_value(void *values, ptrdiff_t i, size_t item, uint32_t result, double value) {
  if (result == RP_RESULT_BOOL) ((uint8_t *)values)[i] = value != 0;
  else if (item == 4) ((float *)values)[i] = (float)value;
  else ((double *)values)[i] = value;
}

/*
 * By what elements must be multiplied before they are squared, given the sum of n squares: 1 where that is good. Squares
 * of about the root of the largest number overflow, and those below the root of the smallest lose digits, though the norm
 * itself can be represented. After J. L. Blue (A portable Fortran program to find the Euclidean norm of a vector, ACM TOMS
 * 4, 1978): one power of two for large numbers and one for small ones, that bring each kind where up to 2^32 squares are
 * neither. A sum below n times the smallest normal number has lost more than half an eps to squares that vanished.
 */
static inline double rp_norm_factor(double squares, double n, size_t item) {
  const int single = item == 4;
  if (squares == INFINITY) return single ? 0x1p-84 : 0x1p-600;
  return squares < n * (single ? (double)FLT_MIN : DBL_MIN) ? (single ? 0x1p90 : 0x1p600) : 1;
}

/* n: elements of one result; factor: what they were multiplied by (norms only). */
static inline double rp_finished(uint32_t finish, double value, double n, double correction, double factor) {
  switch (finish) {
    case RP_FINISH_MEAN: return value / n;
    case RP_FINISH_VAR: return value / (n > correction ? n - correction : 0.0);
    case RP_FINISH_STD: return sqrt(value / (n > correction ? n - correction : 0.0));
    case RP_FINISH_NORM: return sqrt(value) / factor;
    default: return value;
  }
}

#endif
