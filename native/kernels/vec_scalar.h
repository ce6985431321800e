/*
 * The vocabulary in portable C: one lane. Every ISA must give the bits that this one gives; the build keeps the compiler
 * from vectorising it, so that "scalar" means what it says.
 */
#ifndef RP_VEC_SCALAR_H
#define RP_VEC_SCALAR_H

#include <math.h>
#include <string.h>

#include "../core/fma.h"

#define RP_W_f32 1
#define RP_W_f64 1

#define RP_DEFINE_VECTOR(T, C, U, MATH)                                                                                \
  typedef C vec_##T;                                                                                                  \
  typedef int mask_##T;                                                                                               \
  RP_INLINE C v_set1_##T(C x) { return x; }                                                                           \
  RP_INLINE C v_load_##T(const C *p) { return *p; }                                                                   \
  RP_INLINE C v_load_n_##T(const C *p, size_t n, C fill) { return n ? *p : fill; }                                    \
  RP_INLINE void v_store_##T(C *p, C x) { *p = x; }                                                                   \
  RP_INLINE void v_store_n_##T(C *p, C x, size_t n) {                                                                 \
    if (n) *p = x;                                                                                                    \
  }                                                                                                                   \
  RP_INLINE void v_stream_##T(C *p, C x) { *p = x; }                                                                  \
  RP_INLINE C v_add_##T(C a, C b) { return a + b; }                                                                   \
  RP_INLINE C v_sub_##T(C a, C b) { return a - b; }                                                                   \
  RP_INLINE C v_mul_##T(C a, C b) { return a * b; }                                                                   \
  RP_INLINE C v_fma_##T(C a, C b, C c) { return MATH(rp_fma)(a, b, c); }                                              \
  RP_INLINE C v_div_##T(C a, C b) { return a / b; }                                                                   \
  RP_INLINE C v_sqrt_##T(C a) { return MATH(sqrt)(a); }                                                               \
  RP_INLINE U rp_bits_##T(C x) {                                                                                      \
    U u;                                                                                                              \
    memcpy(&u, &x, sizeof u);                                                                                         \
    return u;                                                                                                         \
  }                                                                                                                   \
  RP_INLINE C rp_from_bits_##T(U u) {                                                                                 \
    C x;                                                                                                              \
    memcpy(&x, &u, sizeof x);                                                                                         \
    return x;                                                                                                         \
  }                                                                                                                   \
  RP_INLINE C v_and_##T(C a, C b) { return rp_from_bits_##T(rp_bits_##T(a) & rp_bits_##T(b)); }                       \
  RP_INLINE C v_or_##T(C a, C b) { return rp_from_bits_##T(rp_bits_##T(a) | rp_bits_##T(b)); }                        \
  RP_INLINE C v_neg_##T(C a) { return -a; }                                                                           \
  RP_INLINE C v_abs_##T(C a) { return MATH(fabs)(a); }                                                                \
  RP_INLINE C v_floor_##T(C a) { return MATH(floor)(a); }                                                             \
  RP_INLINE C v_ceil_##T(C a) { return MATH(ceil)(a); }                                                               \
  RP_INLINE C v_trunc_##T(C a) { return MATH(trunc)(a); }                                                             \
  RP_INLINE C v_round_##T(C a) { return MATH(nearbyint)(a); }                                                         \
  RP_INLINE int v_eq_##T(C a, C b) { return a == b; }                                                                 \
  RP_INLINE int v_ne_##T(C a, C b) { return a != b; }                                                                 \
  RP_INLINE int v_lt_##T(C a, C b) { return a < b; }                                                                  \
  RP_INLINE int v_le_##T(C a, C b) { return a <= b; }                                                                 \
  RP_INLINE int v_isnan_##T(C a) { return a != a; }                                                                   \
  RP_INLINE int v_mask_and_##T(int a, int b) { return a & b; }                                                        \
  RP_INLINE int v_mask_or_##T(int a, int b) { return a | b; }                                                         \
  RP_INLINE int v_mask_not_##T(int a) { return !a; }                                                                  \
  RP_INLINE int v_mask_any_##T(int a) { return a; }                                                                   \
  RP_INLINE C v_select_##T(int m, C a, C b) { return m ? a : b; }                                                     \
  RP_INLINE C v_min_##T(C a, C b) {                                                                                   \
    if (a != a || b != b) return a + b;                                                                               \
    return a == b ? v_or_##T(a, b) : a < b ? a : b;                                                                   \
  }                                                                                                                   \
  RP_INLINE C v_max_##T(C a, C b) {                                                                                   \
    if (a != a || b != b) return a + b;                                                                               \
    return a == b ? v_and_##T(a, b) : a > b ? a : b;                                                                  \
  }                                                                                                                   \
  RP_INLINE void v_store_mask_##T(uint8_t *p, int m) { *p = (uint8_t)m; }                                             \
  RP_INLINE void v_store_mask_n_##T(uint8_t *p, int m, size_t n) {                                                    \
    if (n) *p = (uint8_t)m;                                                                                           \
  }                                                                                                                   \
  RP_INLINE int v_load_mask_##T(const uint8_t *p) { return *p != 0; }                                                 \
  RP_INLINE int v_load_mask_n_##T(const uint8_t *p, size_t n) { return n ? *p != 0 : 0; }                             \
  RP_INLINE C v_upper_##T(C x, int h) {                                                                               \
    (void)h;                                                                                                          \
    return x;                                                                                                         \
  }                                                                                                                   \
  RP_INLINE C v_first_lane_##T(C x) { return x; }

#define RP_MATH_F32(name) name##f
#define RP_MATH_F64(name) name
RP_DEFINE_VECTOR(f32, float, uint32_t, RP_MATH_F32)
RP_DEFINE_VECTOR(f64, double, uint64_t, RP_MATH_F64)
#undef RP_MATH_F32
#undef RP_MATH_F64
#undef RP_FMA
#undef RP_DEFINE_VECTOR

#define v_stream_fence() ((void)0)

#endif
