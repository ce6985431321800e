/*
 * The one table at run time: every operation's description, and every ISA's kernels, both derived from the .def files.
 */
#ifndef RP_TABLE_H
#define RP_TABLE_H

#include "../kernels/kernel.h"

#if defined(__x86_64__) || defined(_M_X64)
#define RP_ARCH_X86_64 1
#elif defined(__aarch64__) || defined(_M_ARM64)
#define RP_ARCH_ARM64 1
#endif

/* RP_IF_<arch>(x) is x where the library is being built for that architecture, and nothing elsewhere. */
#define RP_IF_ANY(x) x
#if RP_ARCH_X86_64
#define RP_IF_X86_64(x) x
#else
#define RP_IF_X86_64(x)
#endif
#if RP_ARCH_ARM64
#define RP_IF_ARM64(x) x
#else
#define RP_IF_ARM64(x)
#endif

/* Ids: an operation's position in ops.def, an ISA's in isa.def, a family's in families.def. */
enum {
#define RP_OP(family, name, dtypes, result, tolerance, numpy, summary) RP_OP_##name,
#include "../ops.def"
#undef RP_OP
  RP_OPS
};
enum {
#define RP_ISA(name, arch, vector_bytes, align, flags) RP_ISA_##name,
#include "../isa.def"
#undef RP_ISA
  RP_ISAS
};
enum {
#define RP_FAMILY(name, inputs) RP_FAMILY_##name,
#include "../families.def"
#undef RP_FAMILY
  RP_FAMILIES
};
enum { RP_RESULT_SAME, RP_RESULT_BOOL, RP_RESULT_INDEX };

typedef struct rp_op_row {
  const char *name;
  uint32_t family;
  uint32_t result;
} rp_op_row;

/* The kernels of one ISA by operation and dtype id; NULL where the table has none. */
typedef struct rp_kernels {
  rp_tile_fn *tile[RP_OPS][RP_DTYPES];
  const rp_reduce_kernel *reduce[RP_OPS][RP_DTYPES];
  const rp_arg_kernel *arg[RP_OPS][RP_DTYPES];
  const rp_gemm_kernel *gemm[RP_OPS][RP_DTYPES];
  rp_tile_fn *cast[RP_DTYPES][RP_DTYPES];
} rp_kernels;

typedef struct rp_isa_row {
  const char *name;
  const rp_kernels *kernels; /* NULL: not built for this architecture */
  uint32_t vector_bytes;
  uint32_t align;
} rp_isa_row;

extern const rp_op_row rp_op_table[RP_OPS];
extern const rp_isa_row rp_isa_table[RP_ISAS];
extern const uint8_t rp_item_size[RP_DTYPES];

/* The kernels of the ISA in force (cpu.c). */
const rp_kernels *rp_active_kernels(void);

#endif
