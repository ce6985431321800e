/*
 * Small squares of a matrix turned over, in 128-bit registers, which every CPU has: what packing needs where lines run the
 * other way. Written with the compiler's own vectors, since only their shuffles are needed.
 */
#ifndef RP_TURN_H
#define RP_TURN_H

#include "kernel.h"

#define TURN_f32 4
#define TURN_f64 2

typedef float turn_f32x4 __attribute__((vector_size(16), aligned(4), may_alias));
typedef double turn_f64x2 __attribute__((vector_size(16), aligned(8), may_alias));

/* to[j * to_line + i] = from[i * from_line + j] for i, j < 4; lines in elements. */
RP_INLINE void turn_f32(const float *from, ptrdiff_t from_line, float *to, ptrdiff_t to_line) {
#define FROM(i) (*(const turn_f32x4 *)(from + (i) * from_line))
#define TO(j) (*(turn_f32x4 *)(to + (j) * to_line))
  const turn_f32x4 a = FROM(0), b = FROM(1), c = FROM(2), d = FROM(3);
  const turn_f32x4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
  const turn_f32x4 AB = __builtin_shufflevector(a, b, 2, 6, 3, 7), CD = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  TO(0) = __builtin_shufflevector(ab, cd, 0, 1, 4, 5);
  TO(1) = __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
  TO(2) = __builtin_shufflevector(AB, CD, 0, 1, 4, 5);
  TO(3) = __builtin_shufflevector(AB, CD, 2, 3, 6, 7);
#undef FROM
#undef TO
}

/* The same for i, j < 2. */
RP_INLINE void turn_f64(const double *from, ptrdiff_t from_line, double *to, ptrdiff_t to_line) {
  const turn_f64x2 a = *(const turn_f64x2 *)from, b = *(const turn_f64x2 *)(from + from_line);
  *(turn_f64x2 *)to = __builtin_shufflevector(a, b, 0, 2);
  *(turn_f64x2 *)(to + to_line) = __builtin_shufflevector(a, b, 1, 3);
}

#endif
