/*
 * The exported functions beside the families, as library.def lists them. The macros below only turn its lists of FFI
 * types into C's, so that a definition that differs from the list does not compile.
 */
#ifndef RP_LIBRARY_H
#define RP_LIBRARY_H

#include "families.h"

#define RP_FFI_ void
#define RP_FFI_u32 uint32_t
#define RP_FFI_i32 int32_t
#define RP_FFI_f64 double
#define RP_FFI_buffer void *
#define RP_TYPES_1(a) RP_FFI_##a
#define RP_TYPES_2(a, b) RP_FFI_##a, RP_FFI_##b
#define RP_TYPES_3(a, b, c) RP_FFI_##a, RP_FFI_##b, RP_FFI_##c
#define RP_TYPES_5(a, b, c, d, e) RP_FFI_##a, RP_FFI_##b, RP_FFI_##c, RP_FFI_##d, RP_FFI_##e
#define RP_TYPES_6(a, b, c, d, e, f) \
  RP_FFI_##a, RP_FFI_##b, RP_FFI_##c, RP_FFI_##d, RP_FFI_##e, RP_FFI_##f
#define RP_TYPES_8(a, b, c, d, e, f, g, h) \
  RP_FFI_##a, RP_FFI_##b, RP_FFI_##c, RP_FFI_##d, RP_FFI_##e, RP_FFI_##f, RP_FFI_##g, RP_FFI_##h
#define RP_PICK(a, b, c, d, e, f, g, h, pick, ...) pick
#define RP_TYPES(...) RP_PICK(__VA_ARGS__, RP_TYPES_8, , RP_TYPES_6, RP_TYPES_5, , RP_TYPES_3, RP_TYPES_2, RP_TYPES_1, )(__VA_ARGS__)

#define RP_FUNCTION(name, result, parameters) RP_EXPORT RP_FFI_##result rp_##name(RP_TYPES parameters);
#include "../library.def"
#undef RP_FUNCTION

#endif
