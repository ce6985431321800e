/*
 * Every kernel of one instruction set. The build compiles this file once per row of isa.def, with that row's flags and
 * RP_ISA_NAME, and no other file with them: what is not named __<isa> never meets an instruction that a CPU may lack.
 */
#include <math.h>
#include <string.h>

#include "../core/table.h"

#include RP_VEC_HEADER
#include "turn.h"

/* The words of the matrix product's inner loop, where nothing is gained by saying how (vec_avx512.h, vec_avx2.h). */
#ifndef RP_INNER_LOOP
#define RP_INNER_LOOP 0
#define v_load_next_f32 v_load_f32
#define v_load_next_f64 v_load_f64
#define v_fma_to_f32(sum, a, b) v_fma_f32(a, b, sum)
#define v_fma_to_f64(sum, a, b) v_fma_f64(a, b, sum)
#endif
#ifndef RP_SPREADING_FMA
#define RP_SPREADING_FMA 0
#define v_fma_each_f32(sum, a, b) v_fma_f32(v_set1_f32(*(a)), b, sum)
#define v_fma_each_f64(sum, a, b) v_fma_f64(v_set1_f64(*(a)), b, sum)
#endif

/* Lines turned over, a multiple of TURN_LINES of them, by squares (vec_avx512.h and vec_avx2.h turn more at once). */
#ifndef RP_WIDE_TURN
#define RP_DEFINE_TURN(T, C)                                                                                          \
  RP_INLINE void v_turn_##T(const C *from, ptrdiff_t line, size_t lines, C *to, ptrdiff_t to_line) {                  \
    for (size_t i = 0; i < lines; i += TURN_##T) turn_##T(from + (ptrdiff_t)i * line, line, to + i, to_line);         \
  }
RP_DEFINE_TURN(f32, float)
RP_DEFINE_TURN(f64, double)
#endif
#ifndef TURN_LINES_f32
#define TURN_LINES_f32 TURN_f32
#endif
#define TURN_LINES_f64 TURN_f64

/* The words for elementwise bodies, which stand any vector length; all else is written for a fixed one (vec_sve.h). */
#ifndef RP_ELEMENTWISE
#define RP_ELEMENTWISE(T) T
#endif

#define RP_T f32
#define RP_C float
#define RP_V RP_ELEMENTWISE(f32)
#include "elementwise.inc"
#undef RP_V
#define RP_V f32
#include "reduce.inc"
#include "gemm.inc"
#undef RP_V
#undef RP_T
#undef RP_C

#define RP_T f64
#define RP_C double
#define RP_V RP_ELEMENTWISE(f64)
#include "elementwise.inc"
#undef RP_V
#define RP_V f64
#include "reduce.inc"
#include "gemm.inc"
#undef RP_V
#undef RP_T
#undef RP_C

#include "cast.inc"
#include "logical.inc"

/* The table of this ISA: the rows of ops.def, each at its operation and dtype. */
#define SYMBOL(name, suffix) RP_CAT(RP_CAT(RP_CAT(rp_, name), RP_CAT(_, suffix)), RP_CAT(__, RP_ISA_NAME))
#define ENTRY_unary(name, suffix, dtype) .tile[RP_OP_##name][dtype] = SYMBOL(name, suffix),
#define ENTRY_binary(name, suffix, dtype) .tile[RP_OP_##name][dtype] = SYMBOL(name, suffix),
#define ENTRY_ternary(name, suffix, dtype) .tile[RP_OP_##name][dtype] = SYMBOL(name, suffix),
#define ENTRY_select(name, suffix, dtype) .tile[RP_OP_##name][dtype] = SYMBOL(name, suffix),
#define ENTRY_reduce(name, suffix, dtype) .reduce[RP_OP_##name][dtype] = &SYMBOL(name, suffix),
#define ENTRY_argreduce(name, suffix, dtype) .arg[RP_OP_##name][dtype] = &SYMBOL(name, suffix),
#define ENTRY_gemm(name, suffix, dtype) .gemm[RP_OP_##name][dtype] = &SYMBOL(gemm, suffix),
#define FLOATS(family, name) ENTRY_##family(name, f32, RP_FLOAT32) ENTRY_##family(name, f64, RP_FLOAT64)
#define LOGICAL(family, name) FLOATS(family, name) ENTRY_##family(name, bool, RP_BOOL)

#define CAST(from, FROM, to, TO) .cast[FROM][TO] = SYMBOL(cast, from##_##to),
#define CASTS_FROM(from, FROM)                                                                                        \
  CAST(from, FROM, bool, RP_BOOL) CAST(from, FROM, u8, RP_UINT8) CAST(from, FROM, i32, RP_INT32)                      \
  CAST(from, FROM, i64, RP_INT64) CAST(from, FROM, f32, RP_FLOAT32) CAST(from, FROM, f64, RP_FLOAT64)

extern const rp_kernels RP_CAT(rp_kernels__, RP_ISA_NAME);
const rp_kernels RP_CAT(rp_kernels__, RP_ISA_NAME) = {
#define RP_OP(family, name, dtypes, result, tolerance, numpy, summary) dtypes(family, name)
#include "../ops.def"
#undef RP_OP
    CASTS_FROM(bool, RP_BOOL) CASTS_FROM(u8, RP_UINT8) CASTS_FROM(i32, RP_INT32) CASTS_FROM(i64, RP_INT64)
        CASTS_FROM(f32, RP_FLOAT32) CASTS_FROM(f64, RP_FLOAT64)};
