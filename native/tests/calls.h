/* Calling the exported functions by family. */
#ifndef RP_TESTS_CALLS_H
#define RP_TESTS_CALLS_H

#include "../core/families.h"
#include "../core/library.h"
#include "../core/table.h"

/* The family's function with its first `inputs` pointers. */
static inline int32_t call_family(uint32_t family, const rp_plan *plan, const void *const *in, void *out) {
  switch (family) {
    case RP_FAMILY_unary: return rp_unary(plan, in[0], out);
    case RP_FAMILY_binary: return rp_binary(plan, in[0], in[1], out);
    case RP_FAMILY_ternary: return rp_ternary(plan, in[0], in[1], in[2], out);
    case RP_FAMILY_select: return rp_select(plan, in[0], in[1], in[2], out);
    case RP_FAMILY_cast: return rp_cast(plan, in[0], out);
    case RP_FAMILY_reduce: return rp_reduce(plan, in[0], out);
    case RP_FAMILY_argreduce: return rp_argreduce(plan, in[0], out);
    case RP_FAMILY_gemm: return rp_gemm(plan, in[0], in[1], out);
    default: return -1; /* a family that is new here: tests that call it fail */
  }
}

#endif
