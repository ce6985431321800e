#include "pack.h"

#include <stdint.h>
#include <stdlib.h>

/*
 * The strided side decides the order: along whichever of its two strides is smaller, so that each of its cache lines is
 * used up while it is there. The dense side is small enough for L1, where order costs little.
 */
#define DEFINE_PACK(T)                                                                                                \
  static void pack_##T(T *dense, const char *from, size_t rows, size_t cols, ptrdiff_t row, ptrdiff_t col) {          \
    if (llabs(row) < llabs(col)) {                                                                          \
      for (size_t c = 0; c < cols; c++, from += col) {                                                                \
        const char *p = from;                                                                                         \
        for (size_t r = 0; r < rows; r++, p += row) dense[r * cols + c] = *(const T *)p;                              \
      }                                                                                                               \
    } else {                                                                                                          \
      for (size_t r = 0; r < rows; r++, from += row) {                                                                \
        const char *p = from;                                                                                         \
        for (size_t c = 0; c < cols; c++, p += col) *dense++ = *(const T *)p;                                         \
      }                                                                                                               \
    }                                                                                                                 \
  }                                                                                                                   \
  static void unpack_##T(char *to, const T *dense, size_t rows, size_t cols, ptrdiff_t row, ptrdiff_t col) {          \
    if (llabs(row) < llabs(col)) {                                                                          \
      for (size_t c = 0; c < cols; c++, to += col) {                                                                  \
        char *p = to;                                                                                                 \
        for (size_t r = 0; r < rows; r++, p += row) *(T *)p = dense[r * cols + c];                                    \
      }                                                                                                               \
    } else {                                                                                                          \
      for (size_t r = 0; r < rows; r++, to += row) {                                                                  \
        char *p = to;                                                                                                 \
        for (size_t c = 0; c < cols; c++, p += col) *(T *)p = *dense++;                                               \
      }                                                                                                               \
    }                                                                                                                 \
  }

DEFINE_PACK(uint8_t)
DEFINE_PACK(uint32_t)
DEFINE_PACK(uint64_t)

void rp_pack(void *dense, const void *from, size_t rows, size_t cols, ptrdiff_t row_stride, ptrdiff_t col_stride,
             size_t item) {
  if (item == 8) pack_uint64_t(dense, from, rows, cols, row_stride, col_stride);
  else if (item == 4) pack_uint32_t(dense, from, rows, cols, row_stride, col_stride);
  else pack_uint8_t(dense, from, rows, cols, row_stride, col_stride);
}

void rp_unpack(void *to, const void *dense, size_t rows, size_t cols, ptrdiff_t row_stride, ptrdiff_t col_stride,
               size_t item) {
  if (item == 8) unpack_uint64_t(to, dense, rows, cols, row_stride, col_stride);
  else if (item == 4) unpack_uint32_t(to, dense, rows, cols, row_stride, col_stride);
  else unpack_uint8_t(to, dense, rows, cols, row_stride, col_stride);
}
