#include "table.h"

const uint8_t rp_item_size[RP_DTYPES] = {1, 1, 4, 8, 4, 8};

const rp_op_row rp_op_table[RP_OPS] = {
#define RP_OP(family, name, dtypes, result, tolerance, numpy, summary) {#name, RP_FAMILY_##family, RP_RESULT_##result},
#include "../ops.def"
#undef RP_OP
};

/* Each ISA's kernels come from its own compilation of kernels/kernels.c; one that is missing fails the link. */
#define RP_ISA(name, arch, vector_bytes, align, flags) RP_IF_##arch(extern const rp_kernels rp_kernels__##name;)
#include "../isa.def"
#undef RP_ISA

#define RP_ISA(name, arch, vector_bytes, align, flags)                                                                \
  [RP_ISA_##name] = {#name, RP_KERNELS_##arch(name), vector_bytes, align},
#define RP_KERNELS_ANY(name) &rp_kernels__##name
#if RP_ARCH_X86_64
#define RP_KERNELS_X86_64(name) &rp_kernels__##name
#else
#define RP_KERNELS_X86_64(name) NULL
#endif
#if RP_ARCH_ARM64
#define RP_KERNELS_ARM64(name) &rp_kernels__##name
#else
#define RP_KERNELS_ARM64(name) NULL
#endif
const rp_isa_row rp_isa_table[RP_ISAS] = {
#include "../isa.def"
};
#undef RP_ISA
