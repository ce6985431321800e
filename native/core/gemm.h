/* One matrix product, between gemm.c, which sorts products by shape, and gemv.c and outer.c, which have those of vectors. */
#ifndef RP_GEMM_H
#define RP_GEMM_H

#include "plan.h"
#include "table.h"

/* C (m x n) = alpha * A (m x k) * B (k x n) + beta * C. Strides in elements. */
typedef struct rp_product {
  const rp_gemm_kernel *kernel;
  const rp_reduce_kernel *sum;
  rp_tile_fn *mul_add;
  size_t item;
  size_t m, n, k;
  size_t depth; /* of a block of k */
  const char *a, *b;
  char *c;
  ptrdiff_t a_m, a_k, b_k, b_n, c_m, c_n;
  double alpha, beta;
  uint32_t stream; /* write C around the caches */
} rp_product;

/* n = 1; or a few, where rows of A are contiguous. threads 0: as many as the bytes are worth. */
int32_t rp_gemv(const rp_product *p, uint32_t threads);
/* Whether m = n = 1 and both vectors are contiguous and short; and such a dot product, in less time. */
int rp_is_short_dot(const rp_product *p);
void rp_short_dot(const rp_product *p);
/* The same for a vector and a few contiguous rows. */
int rp_is_short_rows(const rp_product *p);
void rp_short_rows(const rp_product *p);
/* k = 1, alpha = 1, beta = 0, and rows of C are contiguous. threads as above, and then it decides how C is written, too. */
int32_t rp_outer(const rp_product *p, uint32_t threads);

#endif
