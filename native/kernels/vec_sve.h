/*
 * SVE: vectors whose length the CPU decides, 128 to 2048 bits, so two vocabularies.
 *
 * Elementwise bodies use the one defined here, with the suffix x (vec_f32x, v_add_f32x): it never knows the length, W is
 * an instruction (CNTW, CNTD), and a partial vector is a predicate. Casts and the reductions of bools are plain loops,
 * which the compiler vectorises in the same way.
 *
 * Ordered reductions and all else with a fixed number of lanes use NEON's, which stands beside it under its own names.
 * Their results must have the bits of every other ISA, so 64 float32 lanes are 64 for any length; a sizeless type cannot
 * be in the array that holds them, and lanes kept in memory would cost two loads and a store where NEON costs a load. And
 * nothing is lost where it counts: server cores have vectors of 128 bits, or of 256 with half as many pipes as NEON has.
 * (A64FX, with 512 bits, is the exception.)
 *
 * Every operation is predicated with "all lanes": compilers turn that into the form without a predicate where there is one.
 */
#ifndef RP_VEC_SVE_H
#define RP_VEC_SVE_H

#include <arm_sve.h>

#include "vec_neon.h"

/* clang's arm_sve.h includes <stdbool.h>, and `bool` is a part of names that are put together here. */
#undef bool

#define RP_ELEMENTWISE(T) RP_CAT(T, x)

#define RP_W_f32x svcntw()
#define RP_W_f64x svcntd()

#define RP_DEFINE_VECTOR(T, C, V, U, B)                                                                                \
  typedef V vec_##T##x;                                                                                               \
  typedef svbool_t mask_##T##x;                                                                                       \
  RP_INLINE svbool_t v_all_##T##x(void) { return svptrue_b##B(); }                                                    \
  RP_INLINE svbool_t v_first_##T##x(size_t n) { return svwhilelt_b##B##_u64(0, n); }                                  \
  RP_INLINE V v_set1_##T##x(C x) { return svdup_n_##T(x); }                                                           \
  RP_INLINE V v_load_##T##x(const C *p) { return svld1_##T(v_all_##T##x(), p); }                                      \
  RP_INLINE V v_load_n_##T##x(const C *p, size_t n, C fill) {                                                         \
    const svbool_t m = v_first_##T##x(n);                                                                             \
    return svsel_##T(m, svld1_##T(m, p), svdup_n_##T(fill));                                                          \
  }                                                                                                                   \
  RP_INLINE void v_store_##T##x(C *p, V x) { svst1_##T(v_all_##T##x(), p, x); }                                       \
  RP_INLINE void v_store_n_##T##x(C *p, V x, size_t n) { svst1_##T(v_first_##T##x(n), p, x); }                        \
  RP_INLINE void v_stream_##T##x(C *p, V x) { svstnt1_##T(v_all_##T##x(), p, x); }                                    \
  RP_INLINE V v_add_##T##x(V a, V b) { return svadd_##T##_x(v_all_##T##x(), a, b); }                                  \
  RP_INLINE V v_sub_##T##x(V a, V b) { return svsub_##T##_x(v_all_##T##x(), a, b); }                                  \
  RP_INLINE V v_mul_##T##x(V a, V b) { return svmul_##T##_x(v_all_##T##x(), a, b); }                                  \
  RP_INLINE V v_div_##T##x(V a, V b) { return svdiv_##T##_x(v_all_##T##x(), a, b); }                                  \
  RP_INLINE V v_sqrt_##T##x(V a) { return svsqrt_##T##_x(v_all_##T##x(), a); }                                        \
  RP_INLINE V v_and_##T##x(V a, V b) {                                                                                \
    return svreinterpret_##T##_##U(                                                                                   \
        svand_##U##_x(v_all_##T##x(), svreinterpret_##U##_##T(a), svreinterpret_##U##_##T(b)));                       \
  }                                                                                                                   \
  RP_INLINE V v_or_##T##x(V a, V b) {                                                                                 \
    return svreinterpret_##T##_##U(                                                                                   \
        svorr_##U##_x(v_all_##T##x(), svreinterpret_##U##_##T(a), svreinterpret_##U##_##T(b)));                       \
  }                                                                                                                   \
  RP_INLINE V v_neg_##T##x(V a) { return svneg_##T##_x(v_all_##T##x(), a); }                                          \
  RP_INLINE V v_abs_##T##x(V a) { return svabs_##T##_x(v_all_##T##x(), a); }                                          \
  RP_INLINE V v_floor_##T##x(V a) { return svrintm_##T##_x(v_all_##T##x(), a); }                                      \
  RP_INLINE V v_ceil_##T##x(V a) { return svrintp_##T##_x(v_all_##T##x(), a); }                                       \
  RP_INLINE V v_trunc_##T##x(V a) { return svrintz_##T##_x(v_all_##T##x(), a); }                                      \
  RP_INLINE V v_round_##T##x(V a) { return svrintn_##T##_x(v_all_##T##x(), a); }                                      \
  RP_INLINE svbool_t v_eq_##T##x(V a, V b) { return svcmpeq_##T(v_all_##T##x(), a, b); }                              \
  /* "Not equal" in SVE, as in C, holds for NaN. */                                                                   \
  RP_INLINE svbool_t v_ne_##T##x(V a, V b) { return svcmpne_##T(v_all_##T##x(), a, b); }                              \
  RP_INLINE svbool_t v_lt_##T##x(V a, V b) { return svcmplt_##T(v_all_##T##x(), a, b); }                              \
  RP_INLINE svbool_t v_le_##T##x(V a, V b) { return svcmple_##T(v_all_##T##x(), a, b); }                              \
  RP_INLINE svbool_t v_isnan_##T##x(V a) { return svcmpuo_##T(v_all_##T##x(), a, a); }                                \
  RP_INLINE svbool_t v_mask_and_##T##x(svbool_t a, svbool_t b) { return svand_b_z(v_all_##T##x(), a, b); }            \
  RP_INLINE svbool_t v_mask_or_##T##x(svbool_t a, svbool_t b) { return svorr_b_z(v_all_##T##x(), a, b); }             \
  RP_INLINE svbool_t v_mask_not_##T##x(svbool_t a) { return svnot_b_z(v_all_##T##x(), a); }                           \
  RP_INLINE int v_mask_any_##T##x(svbool_t a) { return svptest_any(v_all_##T##x(), a); }                              \
  RP_INLINE V v_select_##T##x(svbool_t m, V a, V b) { return svsel_##T(m, a, b); }                                    \
  /* As NEON's: NaN wins, and -0 is below +0. */                                                                      \
  RP_INLINE V v_min_##T##x(V a, V b) { return svmin_##T##_x(v_all_##T##x(), a, b); }                                  \
  RP_INLINE V v_max_##T##x(V a, V b) { return svmax_##T##_x(v_all_##T##x(), a, b); }                                  \
  /* Masks as bytes, 1 or 0, and back: any non-zero byte is true. */                                                  \
  RP_INLINE void v_store_mask_##T##x(uint8_t *p, svbool_t m) {                                                        \
    svst1b_##U(v_all_##T##x(), p, svdup_n_##U##_z(m, 1));                                                             \
  }                                                                                                                   \
  RP_INLINE void v_store_mask_n_##T##x(uint8_t *p, svbool_t m, size_t n) {                                            \
    svst1b_##U(v_first_##T##x(n), p, svdup_n_##U##_z(m, 1));                                                          \
  }                                                                                                                   \
  RP_INLINE svbool_t v_load_mask_##T##x(const uint8_t *p) {                                                           \
    return svcmpne_n_##U(v_all_##T##x(), svld1ub_##U(v_all_##T##x(), p), 0);                                          \
  }                                                                                                                   \
  RP_INLINE svbool_t v_load_mask_n_##T##x(const uint8_t *p, size_t n) {                                               \
    const svbool_t m = v_first_##T##x(n);                                                                             \
    return svcmpne_n_##U(m, svld1ub_##U(m, p), 0);                                                                    \
  }

RP_DEFINE_VECTOR(f32, float, svfloat32_t, u32, 32)
RP_DEFINE_VECTOR(f64, double, svfloat64_t, u64, 64)
#undef RP_DEFINE_VECTOR

#endif
