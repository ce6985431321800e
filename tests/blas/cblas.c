/*
 * A CBLAS in plain C, row-major only, for tests of how libraries are recognised and refused. Compiled with
 *   -DINT=int64_t      64-bit integers
 *   -DNAME(f)=…        other names, such as scipy_cblas_##f##64_
 *   -DWRONG_<what>     one mistake
 */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#ifndef INT
#define INT int32_t
#endif
#ifndef NAME
#define NAME(f) cblas_##f
#endif

enum { TRANS = 112 };

#ifdef WRONG_LEADING
#define LD(ld, length) (length) /* takes matrices for contiguous */
#else
#define LD(ld, length) (ld)
#endif
#ifdef WRONG_BETA
#define SCALED(beta, x) ((beta) * (x)) /* reads what it should overwrite */
#else
#define SCALED(beta, x) ((beta) == 0 ? 0 : (beta) * (x))
#endif
#ifdef WRONG_INDEX
#define INDEX(i) ((i) + 1) /* counts from one, as Fortran does */
#else
#define INDEX(i) (i)
#endif
#ifdef WRONG_COUNT
#define COUNT(n) 1 /* not even a sum */
#else
#define COUNT(n) (n)
#endif
#ifdef WRONG_PRODUCT
#define FIRST 1
#else
#define FIRST 0
#endif

#define DEFINE(T, s, i_s)                                                                                             \
  void NAME(s##gemm)(int order, int ta, int tb, INT m, INT n, INT k, T alpha, const T *a, INT lda, const T *b, INT ldb, \
                     T beta, T *c, INT ldc) {                                                                         \
    (void)order;                                                                                                      \
    for (INT i = 0; i < m; i++)                                                                                       \
      for (INT j = 0; j < n; j++) {                                                                                   \
        T sum = 0;                                                                                                    \
        for (INT l = FIRST; l < k; l++)                                                                               \
          sum += (ta == TRANS ? a[l * LD(lda, m) + i] : a[i * LD(lda, k) + l]) *                                      \
                 (tb == TRANS ? b[j * LD(ldb, k) + l] : b[l * LD(ldb, n) + j]);                                       \
        c[i * ldc + j] = alpha * sum + SCALED(beta, c[i * ldc + j]);                                                  \
      }                                                                                                               \
  }                                                                                                                   \
  void NAME(s##gemv)(int order, int ta, INT m, INT n, T alpha, const T *a, INT lda, const T *x, INT incx, T beta,     \
                     T *y, INT incy) {                                                                                \
    (void)order;                                                                                                      \
    INT rows = ta == TRANS ? n : m, columns = ta == TRANS ? m : n;                                                    \
    for (INT i = 0; i < rows; i++) {                                                                                  \
      T sum = 0;                                                                                                      \
      for (INT j = 0; j < columns; j++) sum += (ta == TRANS ? a[j * lda + i] : a[i * lda + j]) * x[j * incx];         \
      y[i * incy] = alpha * sum + SCALED(beta, y[i * incy]);                                                          \
    }                                                                                                                 \
  }                                                                                                                   \
  T NAME(s##dot)(INT n, const T *x, INT incx, const T *y, INT incy) {                                                 \
    T sum = 0;                                                                                                        \
    for (INT i = 0; i < n; i++) sum += x[i * incx] * y[i * incy];                                                     \
    return sum;                                                                                                       \
  }                                                                                                                   \
  T NAME(s##nrm2)(INT n, const T *x, INT incx) { return (T)sqrt((double)NAME(s##dot)(n, x, incx, x, incx)); }         \
  T NAME(s##asum)(INT n, const T *x, INT incx) {                                                                      \
    T sum = 0;                                                                                                        \
    for (INT i = 0; i < COUNT(n); i++) sum += (T)fabs((double)x[i * incx]);                                           \
    return sum;                                                                                                       \
  }                                                                                                                   \
  size_t NAME(i_s##amax)(INT n, const T *x, INT incx) {                                                               \
    INT best = 0;                                                                                                     \
    for (INT i = 1; i < n; i++)                                                                                       \
      if (fabs((double)x[i * incx]) > fabs((double)x[best * incx])) best = i;                                         \
    return (size_t)INDEX(best);                                                                                       \
  }                                                                                                                   \
  void NAME(s##axpy)(INT n, T alpha, const T *x, INT incx, T *y, INT incy) {                                          \
    for (INT i = 0; i < n; i++) y[i * incy] += alpha * x[i * incx];                                                   \
  }                                                                                                                   \
  void NAME(s##scal)(INT n, T alpha, T *x, INT incx) {                                                                \
    for (INT i = 0; i < n; i++) x[i * incx] *= alpha;                                                                 \
  }

DEFINE(float, s, is)
DEFINE(double, d, id)

#ifndef WRONG_MISSING
#define DEFINE_GER(T, s)                                                                                              \
  void NAME(s##ger)(int order, INT m, INT n, T alpha, const T *x, INT incx, const T *y, INT incy, T *a, INT lda) {    \
    (void)order;                                                                                                      \
    for (INT i = 0; i < m; i++)                                                                                       \
      for (INT j = 0; j < n; j++) a[i * lda + j] += alpha * x[i * incx] * y[j * incy];                                \
  }
DEFINE_GER(float, s)
DEFINE_GER(double, d)
#endif
