/* Between a strided rectangle and a dense one: rows x cols elements of 1, 4 or 8 bytes; strides in bytes. */
#ifndef RP_PACK_H
#define RP_PACK_H

#include <stddef.h>

void rp_pack(void *dense, const void *from, size_t rows, size_t cols, ptrdiff_t row_stride, ptrdiff_t col_stride,
             size_t item);
void rp_unpack(void *to, const void *dense, size_t rows, size_t cols, ptrdiff_t row_stride, ptrdiff_t col_stride,
               size_t item);

#endif
