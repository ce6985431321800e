#include "pack.h"

#include <stdint.h>
#include <stdlib.h>

#include "../kernels/turn.h"

#define TURN_uint8_t(from, from_row, to, to_row) (*(to) = *(from))
#define TURN_uint32_t(from, from_row, to, to_row) turn_f32((const float *)(from), from_row, (float *)(to), to_row)
#define TURN_uint64_t(from, from_row, to, to_row) turn_f64((const double *)(from), from_row, (double *)(to), to_row)

/* to[c][r] = from[r][c], in squares of `SIDE`. */
#define DEFINE_TURN(T, SIDE)                                                                                          \
  static void turn_##T(T *to, ptrdiff_t to_row, const T *from, ptrdiff_t from_row, size_t rows, size_t cols) {        \
    for (; rows >= (SIDE); rows -= (SIDE), from += (SIDE) * from_row, to += (SIDE)) {                                 \
      size_t c = 0;                                                                                                   \
      for (; c + (SIDE) <= cols; c += (SIDE)) TURN_##T(from + c, from_row, to + (ptrdiff_t)c * to_row, to_row);       \
      for (; c < cols; c++) {                                                                                         \
        for (ptrdiff_t r = 0; r < (SIDE); r++) to[(ptrdiff_t)c * to_row + r] = from[r * from_row + (ptrdiff_t)c];     \
      }                                                                                                               \
    }                                                                                                                 \
    for (; rows > 0; rows--, from += from_row, to++) {                                                                \
      for (size_t c = 0; c < cols; c++) to[(ptrdiff_t)c * to_row] = from[c];                                          \
    }                                                                                                                 \
  }

DEFINE_TURN(uint8_t, 1)
DEFINE_TURN(uint32_t, TURN_f32)
DEFINE_TURN(uint64_t, TURN_f64)

/*
 * The strided side decides the order: along whichever of its two strides is smaller, so that each of its cache lines is
 * used up while it is there. The dense side is small enough for L1, where order costs little. One row has one order only:
 * its row stride says nothing.
 *
 * Transposed arrays, reversed rows and every second element are what views mostly are: with a stride that the compiler
 * knows it moves many elements at once.
 */
#define DEFINE_PACK(T)                                                                                                \
  static void gather_##T(T *restrict dense, const T *restrict from, size_t n, ptrdiff_t step) {                       \
    if (step == -1) {                                                                                                 \
      for (size_t i = 0; i < n; i++) dense[i] = from[-(ptrdiff_t)i];                                                  \
    } else if (step == 2) {                                                                                           \
      for (size_t i = 0; i < n; i++) dense[i] = from[2 * (ptrdiff_t)i];                                               \
    } else {                                                                                                          \
      for (size_t i = 0; i < n; i++) dense[i] = from[(ptrdiff_t)i * step];                                            \
    }                                                                                                                 \
  }                                                                                                                   \
  static void scatter_##T(T *restrict to, const T *restrict dense, size_t n, ptrdiff_t step) {                        \
    if (step == -1) {                                                                                                 \
      for (size_t i = 0; i < n; i++) to[-(ptrdiff_t)i] = dense[i];                                                    \
    } else {                                                                                                          \
      for (size_t i = 0; i < n; i++) to[(ptrdiff_t)i * step] = dense[i];                                              \
    }                                                                                                                 \
  }                                                                                                                   \
  static void pack_##T(T *dense, const T *from, size_t rows, size_t cols, ptrdiff_t row, ptrdiff_t col) {             \
    if (rows > 1 && row == 1 && llabs(col) > 1) {                                                                     \
      turn_##T(dense, (ptrdiff_t)cols, from, col, cols, rows);                                                        \
    } else if (rows > 1 && llabs(row) < llabs(col)) {                                                                 \
      for (size_t c = 0; c < cols; c++, from += col) {                                                                \
        for (size_t r = 0; r < rows; r++) dense[r * cols + c] = from[(ptrdiff_t)r * row];                             \
      }                                                                                                               \
    } else {                                                                                                          \
      for (size_t r = 0; r < rows; r++, from += row, dense += cols) gather_##T(dense, from, cols, col);               \
    }                                                                                                                 \
  }                                                                                                                   \
  static void unpack_##T(T *to, const T *dense, size_t rows, size_t cols, ptrdiff_t row, ptrdiff_t col) {             \
    if (rows > 1 && row == 1 && llabs(col) > 1) {                                                                     \
      turn_##T(to, col, dense, (ptrdiff_t)cols, rows, cols);                                                          \
    } else if (rows > 1 && llabs(row) < llabs(col)) {                                                                 \
      for (size_t c = 0; c < cols; c++, to += col) {                                                                  \
        for (size_t r = 0; r < rows; r++) to[(ptrdiff_t)r * row] = dense[r * cols + c];                               \
      }                                                                                                               \
    } else {                                                                                                          \
      for (size_t r = 0; r < rows; r++, to += row, dense += cols) scatter_##T(to, dense, cols, col);                  \
    }                                                                                                                 \
  }

DEFINE_PACK(uint8_t)
DEFINE_PACK(uint32_t)
DEFINE_PACK(uint64_t)

#define CALL(what, T, dense, strided, rows, cols, row, col)                                                            \
  what##_##T(dense, strided, rows, cols, (row) / (ptrdiff_t)sizeof(T), (col) / (ptrdiff_t)sizeof(T))

void rp_pack(void *dense, const void *from, size_t rows, size_t cols, ptrdiff_t row_stride, ptrdiff_t col_stride,
             size_t item) {
  if (item == 8) CALL(pack, uint64_t, dense, from, rows, cols, row_stride, col_stride);
  else if (item == 4) CALL(pack, uint32_t, dense, from, rows, cols, row_stride, col_stride);
  else pack_uint8_t(dense, from, rows, cols, row_stride, col_stride);
}

void rp_unpack(void *to, const void *dense, size_t rows, size_t cols, ptrdiff_t row_stride, ptrdiff_t col_stride,
               size_t item) {
  if (item == 8) CALL(unpack, uint64_t, to, dense, rows, cols, row_stride, col_stride);
  else if (item == 4) CALL(unpack, uint32_t, to, dense, rows, cols, row_stride, col_stride);
  else unpack_uint8_t(to, dense, rows, cols, row_stride, col_stride);
}
