/*
 * The vocabulary for NEON (ARMv8-A): 4 float32 or 2 float64 lanes. FMIN and FMAX have the semantics that the others
 * build from two instructions: NaN wins, and -0 is below +0. There are no masked loads: partial vectors go lane by lane.
 */
#ifndef RP_VEC_NEON_H
#define RP_VEC_NEON_H

#include <arm_neon.h>
#include <string.h>

#define RP_W_f32 4
#define RP_W_f64 2

#define RP_DEFINE_VECTOR(T, C, V, M, I, B)                                                                             \
  typedef V vec_##T;                                                                                                  \
  typedef M mask_##T;                                                                                                 \
  RP_INLINE V v_set1_##T(C x) { return vdupq_n_##T(x); }                                                              \
  RP_INLINE V v_load_##T(const C *p) { return vld1q_##T(p); }                                                         \
  RP_INLINE V v_load_n_##T(const C *p, size_t n, C fill) {                                                            \
    C lanes[RP_W_##T];                                                                                                \
    for (size_t i = 0; i < RP_W_##T; i++) lanes[i] = i < n ? p[i] : fill;                                             \
    return vld1q_##T(lanes);                                                                                          \
  }                                                                                                                   \
  RP_INLINE void v_store_##T(C *p, V x) { vst1q_##T(p, x); }                                                          \
  RP_INLINE void v_store_n_##T(C *p, V x, size_t n) {                                                                 \
    C lanes[RP_W_##T];                                                                                                \
    vst1q_##T(lanes, x);                                                                                              \
    for (size_t i = 0; i < n; i++) p[i] = lanes[i];                                                                   \
  }                                                                                                                   \
  RP_INLINE void v_stream_##T(C *p, V x) { vst1q_##T(p, x); }                                                         \
  RP_INLINE V v_add_##T(V a, V b) { return vaddq_##T(a, b); }                                                         \
  RP_INLINE V v_sub_##T(V a, V b) { return vsubq_##T(a, b); }                                                         \
  RP_INLINE V v_mul_##T(V a, V b) { return vmulq_##T(a, b); }                                                         \
  RP_INLINE V v_fma_##T(V a, V b, V c) { return vfmaq_##T(c, a, b); }                                                 \
  RP_INLINE V v_div_##T(V a, V b) { return vdivq_##T(a, b); }                                                         \
  RP_INLINE V v_sqrt_##T(V a) { return vsqrtq_##T(a); }                                                               \
  RP_INLINE V v_and_##T(V a, V b) {                                                                                   \
    return vreinterpretq_##T##_##I(vandq_##I(vreinterpretq_##I##_##T(a), vreinterpretq_##I##_##T(b)));                \
  }                                                                                                                   \
  RP_INLINE V v_or_##T(V a, V b) {                                                                                    \
    return vreinterpretq_##T##_##I(vorrq_##I(vreinterpretq_##I##_##T(a), vreinterpretq_##I##_##T(b)));                \
  }                                                                                                                   \
  RP_INLINE V v_neg_##T(V a) { return vnegq_##T(a); }                                                                 \
  RP_INLINE V v_abs_##T(V a) { return vabsq_##T(a); }                                                                 \
  RP_INLINE V v_floor_##T(V a) { return vrndmq_##T(a); }                                                              \
  RP_INLINE V v_ceil_##T(V a) { return vrndpq_##T(a); }                                                               \
  RP_INLINE V v_trunc_##T(V a) { return vrndq_##T(a); }                                                               \
  RP_INLINE V v_round_##T(V a) { return vrndnq_##T(a); }                                                              \
  RP_INLINE M v_eq_##T(V a, V b) { return vceqq_##T(a, b); }                                                          \
  RP_INLINE M v_mask_not_##T(M a) { return veorq_##I(a, vdupq_n_##I((B)-1)); }                                        \
  RP_INLINE M v_ne_##T(V a, V b) { return v_mask_not_##T(vceqq_##T(a, b)); }                                          \
  RP_INLINE M v_lt_##T(V a, V b) { return vcltq_##T(a, b); }                                                          \
  RP_INLINE M v_le_##T(V a, V b) { return vcleq_##T(a, b); }                                                          \
  RP_INLINE M v_isnan_##T(V a) { return v_mask_not_##T(vceqq_##T(a, a)); }                                            \
  RP_INLINE M v_mask_and_##T(M a, M b) { return vandq_##I(a, b); }                                                    \
  RP_INLINE M v_mask_or_##T(M a, M b) { return vorrq_##I(a, b); }                                                     \
  RP_INLINE V v_select_##T(M m, V a, V b) { return vbslq_##T(m, a, b); }                                              \
  RP_INLINE V v_min_##T(V a, V b) { return vminq_##T(a, b); }                                                         \
  RP_INLINE V v_max_##T(V a, V b) { return vmaxq_##T(a, b); }                                                         \
  RP_INLINE void v_store_mask_n_##T(uint8_t *p, M m, size_t n) {                                                      \
    B lanes[RP_W_##T];                                                                                                \
    vst1q_##I(lanes, m);                                                                                              \
    for (size_t i = 0; i < n; i++) p[i] = (uint8_t)(lanes[i] & 1);                                                    \
  }                                                                                                                   \
  RP_INLINE void v_store_mask_##T(uint8_t *p, M m) { v_store_mask_n_##T(p, m, RP_W_##T); }                            \
  RP_INLINE M v_load_mask_n_##T(const uint8_t *p, size_t n) {                                                         \
    B lanes[RP_W_##T];                                                                                                \
    for (size_t i = 0; i < RP_W_##T; i++) lanes[i] = i < n && p[i] ? (B)-1 : 0;                                       \
    return vld1q_##I(lanes);                                                                                          \
  }                                                                                                                   \
  RP_INLINE M v_load_mask_##T(const uint8_t *p) { return v_load_mask_n_##T(p, RP_W_##T); }                            \
  RP_INLINE C v_first_lane_##T(V x) { return vgetq_lane_##T(x, 0); }

RP_DEFINE_VECTOR(f32, float, float32x4_t, uint32x4_t, u32, uint32_t)
RP_DEFINE_VECTOR(f64, double, float64x2_t, uint64x2_t, u64, uint64_t)
#undef RP_DEFINE_VECTOR

RP_INLINE int v_mask_any_f32(mask_f32 m) { return vmaxvq_u32(m) != 0; }
RP_INLINE int v_mask_any_f64(mask_f64 m) { return (vgetq_lane_u64(m, 0) | vgetq_lane_u64(m, 1)) != 0; }

/* Lane i takes lane i + h, for i < h: the step by which a vector is folded to one lane. */
RP_INLINE vec_f32 v_upper_f32(vec_f32 x, int h) { return h == 2 ? vextq_f32(x, x, 2) : vextq_f32(x, x, 1); }
RP_INLINE vec_f64 v_upper_f64(vec_f64 x, int h) {
  (void)h;
  return vextq_f64(x, x, 1);
}

#define v_stream_fence() ((void)0)

#endif
