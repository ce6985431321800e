/*
 * The vocabulary for AVX-512 (F, BW, DQ, VL: x86-64-v4): 16 float32 or 8 float64 lanes, masks in k registers.
 * A partial vector is a masked load or store, so a tail costs one instruction more than a full vector.
 */
#ifndef RP_VEC_AVX512_H
#define RP_VEC_AVX512_H

#include <immintrin.h>

#include "inner_loop_x86.h"

#define RP_W_f32 16
#define RP_W_f64 8

#define RP_DEFINE_VECTOR(T, C, S, V, M)                                                                                 \
  typedef V vec_##T;                                                                                                  \
  typedef M mask_##T;                                                                                                 \
  RP_INLINE M v_first_##T(size_t n) { return (M)((1u << n) - 1u); }                                                   \
  RP_INLINE V v_set1_##T(C x) { return _mm512_set1_##S(x); }                                                          \
  RP_INLINE V v_load_##T(const C *p) { return _mm512_loadu_##S(p); }                                                  \
  RP_INLINE V v_load_n_##T(const C *p, size_t n, C fill) {                                                            \
    return _mm512_mask_loadu_##S(_mm512_set1_##S(fill), v_first_##T(n), p);                                           \
  }                                                                                                                   \
  RP_INLINE void v_store_##T(C *p, V x) { _mm512_storeu_##S(p, x); }                                                  \
  RP_INLINE void v_store_n_##T(C *p, V x, size_t n) { _mm512_mask_storeu_##S(p, v_first_##T(n), x); }                 \
  RP_INLINE void v_stream_##T(C *p, V x) { _mm512_stream_##S(p, x); }                                                 \
  RP_INLINE V v_add_##T(V a, V b) { return _mm512_add_##S(a, b); }                                                    \
  RP_INLINE V v_sub_##T(V a, V b) { return _mm512_sub_##S(a, b); }                                                    \
  RP_INLINE V v_mul_##T(V a, V b) { return _mm512_mul_##S(a, b); }                                                    \
  RP_INLINE V v_fma_##T(V a, V b, V c) { return _mm512_fmadd_##S(a, b, c); }                                          \
  RP_INLINE V v_div_##T(V a, V b) { return _mm512_div_##S(a, b); }                                                    \
  RP_INLINE V v_sqrt_##T(V a) { return _mm512_sqrt_##S(a); }                                                          \
  RP_INLINE V v_and_##T(V a, V b) { return _mm512_and_##S(a, b); }                                                    \
  RP_INLINE V v_or_##T(V a, V b) { return _mm512_or_##S(a, b); }                                                      \
  RP_INLINE V v_neg_##T(V a) { return _mm512_xor_##S(a, _mm512_set1_##S((C)-0.0)); }                                  \
  RP_INLINE V v_abs_##T(V a) { return _mm512_andnot_##S(_mm512_set1_##S((C)-0.0), a); }                               \
  RP_INLINE V v_floor_##T(V a) { return _mm512_roundscale_##S(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }        \
  RP_INLINE V v_ceil_##T(V a) { return _mm512_roundscale_##S(a, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }         \
  RP_INLINE V v_trunc_##T(V a) { return _mm512_roundscale_##S(a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }           \
  RP_INLINE V v_round_##T(V a) { return _mm512_roundscale_##S(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }    \
  RP_INLINE M v_eq_##T(V a, V b) { return _mm512_cmp_##S##_mask(a, b, _CMP_EQ_OQ); }                                  \
  RP_INLINE M v_ne_##T(V a, V b) { return _mm512_cmp_##S##_mask(a, b, _CMP_NEQ_UQ); }                                 \
  RP_INLINE M v_lt_##T(V a, V b) { return _mm512_cmp_##S##_mask(a, b, _CMP_LT_OQ); }                                  \
  RP_INLINE M v_le_##T(V a, V b) { return _mm512_cmp_##S##_mask(a, b, _CMP_LE_OQ); }                                  \
  RP_INLINE M v_isnan_##T(V a) { return _mm512_cmp_##S##_mask(a, a, _CMP_UNORD_Q); }                                  \
  RP_INLINE M v_mask_and_##T(M a, M b) { return a & b; }                                                              \
  RP_INLINE M v_mask_or_##T(M a, M b) { return a | b; }                                                               \
  RP_INLINE M v_mask_not_##T(M a) { return (M)~a; }                                                                   \
  RP_INLINE int v_mask_any_##T(M a) { return a != 0; }                                                                \
  RP_INLINE V v_select_##T(M m, V a, V b) { return _mm512_mask_blend_##S(m, b, a); }                                  \
  /* min(a, b) takes b when the two are equal or one is NaN; OR-ing both orders keeps a NaN, and makes min(-0, +0) -0. */ \
  RP_INLINE V v_min_##T(V a, V b) { return _mm512_or_##S(_mm512_min_##S(a, b), _mm512_min_##S(b, a)); }               \
  RP_INLINE V v_max_##T(V a, V b) {                                                                                   \
    V both = _mm512_and_##S(_mm512_max_##S(a, b), _mm512_max_##S(b, a));                                              \
    return _mm512_mask_add_##S(both, _mm512_cmp_##S##_mask(a, b, _CMP_UNORD_Q), a, b);                                \
  }

RP_DEFINE_VECTOR(f32, float, ps, __m512, __mmask16)
RP_DEFINE_VECTOR(f64, double, pd, __m512d, __mmask8)
#undef RP_DEFINE_VECTOR

/*
 * In the inner loop of the matrix product registers are left for a row of B that is loaded a step early, and FMAs spread a
 * number from memory by themselves.
 */
RP_DEFINE_INNER_LOOP(f32, ps, float, __m512, __m512_u)
RP_DEFINE_INNER_LOOP(f64, pd, double, __m512d, __m512d_u)
#undef RP_DEFINE_INNER_LOOP
#define RP_SPREADING_FMA 1
#define RP_DEFINE_FMA_EACH(T, S, C, V, LANES)                                                                          \
  /* *a for every lane. */                                                                                            \
  RP_INLINE V v_fma_each_##T(V sum, const C *a, V b) {                                                                \
    __asm__ volatile("vfmadd231" #S " %2%{1to" #LANES "%}, %1, %0" : "+v"(sum) : "v"(b), "m"(*a));                    \
    return sum;                                                                                                       \
  }

RP_DEFINE_FMA_EACH(f32, ps, float, __m512, 16)
RP_DEFINE_FMA_EACH(f64, pd, double, __m512d, 8)
#undef RP_DEFINE_FMA_EACH

/*
 * `lines` lines turned over, as many steps of each as fit in a quarter of a register: to[k * to_line + i] =
 * from[i * line + k]. Each quarter has lines of its own, `next` apart, and the shuffles turn all quarters at once.
 */
#define RP_WIDE_TURN 1
#define RP_DEFINE_QUARTERS(T, C, S, V, LANES)                                                                          \
  RP_INLINE V v_quarters_##T(const C *from, ptrdiff_t next, size_t quarters) {                                        \
    V x = _mm512_cast##S##128_##S##512(_mm_loadu_##S(from));                                                          \
    if (quarters > 1) x = _mm512_insert##LANES(x, _mm_loadu_##S(from + next), 1);                                     \
    if (quarters > 2) x = _mm512_insert##LANES(x, _mm_loadu_##S(from + 2 * next), 2);                                 \
    return quarters > 3 ? _mm512_insert##LANES(x, _mm_loadu_##S(from + 3 * next), 3) : x;                             \
  }

RP_DEFINE_QUARTERS(f32, float, ps, __m512, f32x4)
RP_DEFINE_QUARTERS(f64, double, pd, __m512d, f64x2)
#undef RP_DEFINE_QUARTERS

RP_INLINE void v_turn_f32(const float *from, ptrdiff_t line, size_t lines, float *to, ptrdiff_t to_line) {
  const ptrdiff_t next = 4 * line;
  const size_t quarters = lines / 4;
  const __m512 a = v_quarters_f32(from, next, quarters), b = v_quarters_f32(from + line, next, quarters);
  const __m512 c = v_quarters_f32(from + 2 * line, next, quarters), d = v_quarters_f32(from + 3 * line, next, quarters);
  const __m512d ab = _mm512_castps_pd(_mm512_unpacklo_ps(a, b)), AB = _mm512_castps_pd(_mm512_unpackhi_ps(a, b));
  const __m512d cd = _mm512_castps_pd(_mm512_unpacklo_ps(c, d)), CD = _mm512_castps_pd(_mm512_unpackhi_ps(c, d));
  v_store_n_f32(to, _mm512_castpd_ps(_mm512_unpacklo_pd(ab, cd)), lines);
  v_store_n_f32(to + to_line, _mm512_castpd_ps(_mm512_unpackhi_pd(ab, cd)), lines);
  v_store_n_f32(to + 2 * to_line, _mm512_castpd_ps(_mm512_unpacklo_pd(AB, CD)), lines);
  v_store_n_f32(to + 3 * to_line, _mm512_castpd_ps(_mm512_unpackhi_pd(AB, CD)), lines);
}
RP_INLINE void v_turn_f64(const double *from, ptrdiff_t line, size_t lines, double *to, ptrdiff_t to_line) {
  const ptrdiff_t next = 2 * line;
  const size_t quarters = lines / 2;
  const __m512d a = v_quarters_f64(from, next, quarters), b = v_quarters_f64(from + line, next, quarters);
  v_store_n_f64(to, _mm512_unpacklo_pd(a, b), lines);
  v_store_n_f64(to + to_line, _mm512_unpackhi_pd(a, b), lines);
}

/* Masks as bytes, 1 or 0, and back: any non-zero byte is true. */
RP_INLINE void v_store_mask_f32(uint8_t *p, mask_f32 m) { _mm_storeu_si128((__m128i *)p, _mm_maskz_set1_epi8(m, 1)); }
RP_INLINE void v_store_mask_f64(uint8_t *p, mask_f64 m) { _mm_storel_epi64((__m128i *)p, _mm_maskz_set1_epi8(m, 1)); }
RP_INLINE void v_store_mask_n_f32(uint8_t *p, mask_f32 m, size_t n) {
  _mm_mask_storeu_epi8(p, v_first_f32(n), _mm_maskz_set1_epi8(m, 1));
}
RP_INLINE void v_store_mask_n_f64(uint8_t *p, mask_f64 m, size_t n) {
  _mm_mask_storeu_epi8(p, v_first_f64(n), _mm_maskz_set1_epi8(m, 1));
}
RP_INLINE mask_f32 v_load_mask_f32(const uint8_t *p) {
  __m128i b = _mm_loadu_si128((const __m128i *)p);
  return _mm_test_epi8_mask(b, b);
}
RP_INLINE mask_f64 v_load_mask_f64(const uint8_t *p) {
  __m128i b = _mm_loadl_epi64((const __m128i *)p);
  return (mask_f64)_mm_test_epi8_mask(b, b);
}
RP_INLINE mask_f32 v_load_mask_n_f32(const uint8_t *p, size_t n) {
  __m128i b = _mm_maskz_loadu_epi8(v_first_f32(n), p);
  return _mm_test_epi8_mask(b, b);
}
RP_INLINE mask_f64 v_load_mask_n_f64(const uint8_t *p, size_t n) {
  __m128i b = _mm_maskz_loadu_epi8(v_first_f64(n), p);
  return (mask_f64)_mm_test_epi8_mask(b, b);
}

/* Lane i takes lane i + h, for i < h: the step by which a vector is folded to one lane. */
RP_INLINE vec_f32 v_upper_f32(vec_f32 x, int h) {
  switch (h) {
    case 8: return _mm512_shuffle_f32x4(x, x, 0x0E);
    case 4: return _mm512_shuffle_f32x4(x, x, 0x01);
    case 2: return _mm512_permute_ps(x, 0x0E);
    default: return _mm512_permute_ps(x, 0x01);
  }
}
RP_INLINE vec_f64 v_upper_f64(vec_f64 x, int h) {
  switch (h) {
    case 4: return _mm512_shuffle_f64x2(x, x, 0x0E);
    case 2: return _mm512_shuffle_f64x2(x, x, 0x01);
    default: return _mm512_permute_pd(x, 0x55);
  }
}
RP_INLINE float v_first_lane_f32(vec_f32 x) { return _mm512_cvtss_f32(x); }
RP_INLINE double v_first_lane_f64(vec_f64 x) { return _mm512_cvtsd_f64(x); }

#define v_stream_fence() _mm_sfence()

#endif
