/*
 * The vocabulary for AVX2 (x86-64-v3): 8 float32 or 4 float64 lanes; a mask is a vector of all-ones and all-zeros lanes.
 * Partial vectors are loaded through vmaskmov, which never touches memory outside the mask.
 */
#ifndef RP_VEC_AVX2_H
#define RP_VEC_AVX2_H

#include <immintrin.h>
#include <string.h>

#include "inner_loop_x86.h"

#define RP_W_f32 8
#define RP_W_f64 4

/* A window into this table, RP_W - n lanes in, has its first n lanes set. */
static const int32_t rp_avx2_window_f32[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
static const int64_t rp_avx2_window_f64[8] = {-1, -1, -1, -1, 0, 0, 0, 0};

#define RP_DEFINE_VECTOR(T, C, S, V)                                                                                   \
  typedef V vec_##T;                                                                                                  \
  typedef V mask_##T;                                                                                                 \
  RP_INLINE __m256i v_first_##T(size_t n) {                                                                           \
    return _mm256_loadu_si256((const __m256i *)(rp_avx2_window_##T + RP_W_##T - n));                                  \
  }                                                                                                                   \
  RP_INLINE V v_set1_##T(C x) { return _mm256_set1_##S(x); }                                                          \
  RP_INLINE V v_load_##T(const C *p) { return _mm256_loadu_##S(p); }                                                  \
  RP_INLINE V v_load_n_##T(const C *p, size_t n, C fill) {                                                            \
    const __m256i m = v_first_##T(n);                                                                                 \
    const V x = _mm256_maskload_##S(p, m);                                                                            \
    if (__builtin_constant_p(fill) && fill == 0 && !__builtin_signbit(fill)) return x;                                \
    return _mm256_blendv_##S(_mm256_set1_##S(fill), x, _mm256_castsi256_##S(m));                                      \
  }                                                                                                                   \
  RP_INLINE void v_store_##T(C *p, V x) { _mm256_storeu_##S(p, x); }                                                  \
  RP_INLINE void v_stream_##T(C *p, V x) { _mm256_stream_##S(p, x); }                                                 \
  RP_INLINE V v_add_##T(V a, V b) { return _mm256_add_##S(a, b); }                                                    \
  RP_INLINE V v_sub_##T(V a, V b) { return _mm256_sub_##S(a, b); }                                                    \
  RP_INLINE V v_mul_##T(V a, V b) { return _mm256_mul_##S(a, b); }                                                    \
  RP_INLINE V v_fma_##T(V a, V b, V c) { return _mm256_fmadd_##S(a, b, c); }                                          \
  RP_INLINE V v_div_##T(V a, V b) { return _mm256_div_##S(a, b); }                                                    \
  RP_INLINE V v_sqrt_##T(V a) { return _mm256_sqrt_##S(a); }                                                          \
  RP_INLINE V v_and_##T(V a, V b) { return _mm256_and_##S(a, b); }                                                    \
  RP_INLINE V v_or_##T(V a, V b) { return _mm256_or_##S(a, b); }                                                      \
  RP_INLINE V v_neg_##T(V a) { return _mm256_xor_##S(a, _mm256_set1_##S((C)-0.0)); }                                  \
  RP_INLINE V v_abs_##T(V a) { return _mm256_andnot_##S(_mm256_set1_##S((C)-0.0), a); }                               \
  RP_INLINE V v_floor_##T(V a) { return _mm256_round_##S(a, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }             \
  RP_INLINE V v_ceil_##T(V a) { return _mm256_round_##S(a, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }              \
  RP_INLINE V v_trunc_##T(V a) { return _mm256_round_##S(a, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC); }                \
  RP_INLINE V v_round_##T(V a) { return _mm256_round_##S(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }         \
  RP_INLINE V v_eq_##T(V a, V b) { return _mm256_cmp_##S(a, b, _CMP_EQ_OQ); }                                         \
  RP_INLINE V v_ne_##T(V a, V b) { return _mm256_cmp_##S(a, b, _CMP_NEQ_UQ); }                                        \
  RP_INLINE V v_lt_##T(V a, V b) { return _mm256_cmp_##S(a, b, _CMP_LT_OQ); }                                         \
  RP_INLINE V v_le_##T(V a, V b) { return _mm256_cmp_##S(a, b, _CMP_LE_OQ); }                                         \
  RP_INLINE V v_isnan_##T(V a) { return _mm256_cmp_##S(a, a, _CMP_UNORD_Q); }                                         \
  RP_INLINE V v_mask_and_##T(V a, V b) { return _mm256_and_##S(a, b); }                                               \
  RP_INLINE V v_mask_or_##T(V a, V b) { return _mm256_or_##S(a, b); }                                                 \
  RP_INLINE V v_mask_not_##T(V a) {                                                                                   \
    return _mm256_xor_##S(a, _mm256_castsi256_##S(_mm256_set1_epi32(-1)));                                            \
  }                                                                                                                   \
  RP_INLINE int v_mask_any_##T(V a) { return _mm256_movemask_##S(a) != 0; }                                           \
  RP_INLINE V v_select_##T(V m, V a, V b) { return _mm256_blendv_##S(b, a, m); }                                      \
  /* min(a, b) takes b when the two are equal or one is NaN; OR-ing both orders keeps a NaN, and makes min(-0, +0) -0. */ \
  RP_INLINE V v_min_##T(V a, V b) { return _mm256_or_##S(_mm256_min_##S(a, b), _mm256_min_##S(b, a)); }               \
  RP_INLINE V v_max_##T(V a, V b) {                                                                                   \
    V both = _mm256_and_##S(_mm256_max_##S(a, b), _mm256_max_##S(b, a));                                              \
    return _mm256_blendv_##S(both, _mm256_add_##S(a, b), _mm256_cmp_##S(a, b, _CMP_UNORD_Q));                         \
  }

RP_DEFINE_VECTOR(f32, float, ps, __m256)
RP_DEFINE_VECTOR(f64, double, pd, __m256d)
#undef RP_DEFINE_VECTOR

/* In pieces: a masked store is 42 operations on a Zen 3. */
RP_INLINE void v_store_n_f32(float *p, __m256 x, size_t n) {
  if (n >= 8) {
    _mm256_storeu_ps(p, x);
    return;
  }
  __m128 rest = _mm256_castps256_ps128(x);
  if (n & 4) _mm_storeu_ps(p, rest), rest = _mm256_extractf128_ps(x, 1), p += 4;
  if (n & 2) _mm_storel_pi((__m64 *)p, rest), rest = _mm_movehl_ps(rest, rest), p += 2;
  if (n & 1) _mm_store_ss(p, rest);
}
RP_INLINE void v_store_n_f64(double *p, __m256d x, size_t n) {
  if (n >= 4) {
    _mm256_storeu_pd(p, x);
    return;
  }
  __m128d rest = _mm256_castpd256_pd128(x);
  if (n & 2) _mm_storeu_pd(p, rest), rest = _mm256_extractf128_pd(x, 1), p += 2;
  if (n & 1) _mm_store_sd(p, rest);
}

/*
 * `lines` lines turned over, as many steps of each as fit in half of a register: to[k * to_line + i] = from[i * line + k].
 * Each half has lines of its own, and the shuffles turn both at once.
 */
#define RP_WIDE_TURN 1
#define TURN_LINES_f32 2
RP_INLINE __m256 v_halves_f32(const float *from, const float *upper) {
  return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(from)), _mm_loadu_ps(upper), 1);
}
RP_INLINE void v_turn_f32(const float *from, ptrdiff_t line, size_t lines, float *to, ptrdiff_t to_line) {
  const float *upper = lines > 4 ? from + 4 * line : from;
  const __m256 a = v_halves_f32(from, upper), b = v_halves_f32(from + line, upper + line);
  const __m256 c = lines == 8   ? v_halves_f32(from + 2 * line, upper + 2 * line)
                   : lines >= 4 ? _mm256_castps128_ps256(_mm_loadu_ps(from + 2 * line)) : a;
  const __m256 d = lines == 8   ? v_halves_f32(from + 3 * line, upper + 3 * line)
                   : lines >= 4 ? _mm256_castps128_ps256(_mm_loadu_ps(from + 3 * line)) : b;
  const __m256d ab = _mm256_castps_pd(_mm256_unpacklo_ps(a, b)), AB = _mm256_castps_pd(_mm256_unpackhi_ps(a, b));
  const __m256d cd = _mm256_castps_pd(_mm256_unpacklo_ps(c, d)), CD = _mm256_castps_pd(_mm256_unpackhi_ps(c, d));
  v_store_n_f32(to, _mm256_castpd_ps(_mm256_unpacklo_pd(ab, cd)), lines);
  v_store_n_f32(to + to_line, _mm256_castpd_ps(_mm256_unpackhi_pd(ab, cd)), lines);
  v_store_n_f32(to + 2 * to_line, _mm256_castpd_ps(_mm256_unpacklo_pd(AB, CD)), lines);
  v_store_n_f32(to + 3 * to_line, _mm256_castpd_ps(_mm256_unpackhi_pd(AB, CD)), lines);
}
RP_INLINE __m256d v_halves_f64(const double *from, const double *upper) {
  return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(from)), _mm_loadu_pd(upper), 1);
}
RP_INLINE void v_turn_f64(const double *from, ptrdiff_t line, size_t lines, double *to, ptrdiff_t to_line) {
  const double *upper = lines > 2 ? from + 2 * line : from;
  const __m256d a = v_halves_f64(from, upper), b = v_halves_f64(from + line, upper + line);
  v_store_n_f64(to, _mm256_unpacklo_pd(a, b), lines);
  v_store_n_f64(to + to_line, _mm256_unpackhi_pd(a, b), lines);
}

/* Two rows in a register, up to n elements of each in a half; and one element of each in all of its half. */
#define RP_HALVES 1
RP_INLINE __m256 v_two_rows_f32(const float *p, const float *q, size_t n) {
  if (n == 4) return v_halves_f32(p, q);
  return _mm256_insertf128_ps(v_load_n_f32(p, n, 0), _mm256_castps256_ps128(v_load_n_f32(q, n, 0)), 1);
}
RP_INLINE __m256d v_two_rows_f64(const double *p, const double *q, size_t n) {
  if (n == 2) return v_halves_f64(p, q);
  return _mm256_insertf128_pd(v_load_n_f64(p, n, 0), _mm256_castpd256_pd128(v_load_n_f64(q, n, 0)), 1);
}
RP_INLINE __m256 v_each_in_half_f32(__m256 x, const int at) {
  return at == 0   ? _mm256_permute_ps(x, 0x00)
         : at == 1 ? _mm256_permute_ps(x, 0x55)
         : at == 2 ? _mm256_permute_ps(x, 0xAA)
                   : _mm256_permute_ps(x, 0xFF);
}
RP_INLINE __m256d v_each_in_half_f64(__m256d x, const int at) {
  return at == 0 ? _mm256_permute_pd(x, 0x0) : _mm256_permute_pd(x, 0xF);
}

/* Masks as bytes, 1 or 0, and back: any non-zero byte is true. */
RP_INLINE uint64_t rp_avx2_bytes_f32(mask_f32 m) {
  __m256i i = _mm256_castps_si256(m);
  __m128i w = _mm_packs_epi32(_mm256_castsi256_si128(i), _mm256_extracti128_si256(i, 1));
  return (uint64_t)_mm_cvtsi128_si64(_mm_packs_epi16(w, w)) & 0x0101010101010101u;
}
RP_INLINE uint32_t rp_avx2_bytes_f64(mask_f64 m) {
  __m256i i = _mm256_castpd_si256(m);
  __m128i d = _mm_packs_epi32(_mm256_castsi256_si128(i), _mm256_extracti128_si256(i, 1));
  __m128i w = _mm_packs_epi32(d, d);
  /* Each 64-bit lane has become two equal 16-bit ones, and is packed once more as the 32-bit lane that they make. */
  w = _mm_packs_epi16(w, w);
  return (uint32_t)_mm_cvtsi128_si32(w) & 0x01010101u;
}
RP_INLINE void v_store_mask_f32(uint8_t *p, mask_f32 m) {
  uint64_t b = rp_avx2_bytes_f32(m);
  memcpy(p, &b, 8);
}
RP_INLINE void v_store_mask_n_f32(uint8_t *p, mask_f32 m, size_t n) {
  uint64_t b = rp_avx2_bytes_f32(m);
  for (size_t i = 0; i < n; i++) p[i] = (uint8_t)(b >> (8 * i));
}
RP_INLINE void v_store_mask_f64(uint8_t *p, mask_f64 m) {
  uint32_t b = rp_avx2_bytes_f64(m);
  memcpy(p, &b, 4);
}
RP_INLINE void v_store_mask_n_f64(uint8_t *p, mask_f64 m, size_t n) {
  uint32_t b = rp_avx2_bytes_f64(m);
  for (size_t i = 0; i < n; i++) p[i] = (uint8_t)(b >> (8 * i));
}
RP_INLINE mask_f32 rp_avx2_mask_f32(uint64_t bytes) {
  __m256i i = _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)bytes));
  return _mm256_castsi256_ps(_mm256_xor_si256(_mm256_cmpeq_epi32(i, _mm256_setzero_si256()), _mm256_set1_epi32(-1)));
}
RP_INLINE mask_f64 rp_avx2_mask_f64(uint32_t bytes) {
  __m256i i = _mm256_cvtepu8_epi64(_mm_cvtsi32_si128((int)bytes));
  return _mm256_castsi256_pd(_mm256_xor_si256(_mm256_cmpeq_epi64(i, _mm256_setzero_si256()), _mm256_set1_epi32(-1)));
}
RP_INLINE mask_f32 v_load_mask_f32(const uint8_t *p) {
  uint64_t b;
  memcpy(&b, p, 8);
  return rp_avx2_mask_f32(b);
}
RP_INLINE mask_f32 v_load_mask_n_f32(const uint8_t *p, size_t n) {
  uint64_t b = 0;
  for (size_t i = 0; i < n; i++) b |= (uint64_t)p[i] << (8 * i);
  return rp_avx2_mask_f32(b);
}
RP_INLINE mask_f64 v_load_mask_f64(const uint8_t *p) {
  uint32_t b;
  memcpy(&b, p, 4);
  return rp_avx2_mask_f64(b);
}
RP_INLINE mask_f64 v_load_mask_n_f64(const uint8_t *p, size_t n) {
  uint32_t b = 0;
  for (size_t i = 0; i < n; i++) b |= (uint32_t)p[i] << (8 * i);
  return rp_avx2_mask_f64(b);
}

/* Lane i takes lane i + h, for i < h: the step by which a vector is folded to one lane. */
RP_INLINE vec_f32 v_upper_f32(vec_f32 x, int h) {
  switch (h) {
    case 4: return _mm256_castps128_ps256(_mm256_extractf128_ps(x, 1));
    case 2: return _mm256_permute_ps(x, 0x0E);
    default: return _mm256_permute_ps(x, 0x01);
  }
}
RP_INLINE vec_f64 v_upper_f64(vec_f64 x, int h) {
  return h == 2 ? _mm256_castpd128_pd256(_mm256_extractf128_pd(x, 1)) : _mm256_permute_pd(x, 0x5);
}
RP_INLINE float v_first_lane_f32(vec_f32 x) { return _mm256_cvtss_f32(x); }
RP_INLINE double v_first_lane_f64(vec_f64 x) { return _mm256_cvtsd_f64(x); }

RP_DEFINE_INNER_LOOP(f32, ps, float, __m256, __m256_u)
RP_DEFINE_INNER_LOOP(f64, pd, double, __m256d, __m256d_u)
#undef RP_DEFINE_INNER_LOOP

#define v_stream_fence() _mm_sfence()

#endif
