/*
 * What TypeScript hands over with every call: a Float64Array that is read as this struct (lib/dispatch/plan.ts writes
 * it). Everything is a double, which JavaScript writes in one store and which holds every size below 2^53 exactly.
 */
#ifndef RP_PLAN_H
#define RP_PLAN_H

#include <stddef.h>
#include <stdint.h>

#define RP_MAX_NDIM 32

/* One axis, outermost first; strides in elements of the operand they belong to. */
typedef struct rp_plan_axis {
  double n;
  double in[3];
  double out;
} rp_plan_axis;

typedef struct rp_plan {
  double op;            /* id in ops.def; for `cast` the dtype to convert to */
  double dtype;         /* of the elements that the kernel reads */
  double ndim;          /* number of axes that follow */
  double kept;          /* reductions: the first `kept` axes stay, the others are reduced */
  double scalars;       /* bit k: input k is the number in scalar[k], and its buffer is not read */
  double scalar[3];
  double offset[3];     /* of each input, in elements */
  double out_offset;
  double parameter;     /* var, std: the correction */
  double mixed;         /* bit k: input k holds float32, and the kernel reads float64 */
  rp_plan_axis axis[RP_MAX_NDIM];
} rp_plan;

_Static_assert(sizeof(rp_plan_axis) == 5 * sizeof(double), "lib/dispatch/plan.ts writes five numbers per axis");
_Static_assert(offsetof(rp_plan, axis) == 14 * sizeof(double), "lib/dispatch/plan.ts writes axes from index 14");

/* An id from a plan; a number that is no id, NaN and negative ones included, becomes one that no table has. */
static inline uint32_t rp_plan_id(double id) { return id >= 0 && id < 65536 ? (uint32_t)id : UINT32_MAX; }
/* Whether the numbers of axes can be true: the first thing to look at, since everything else follows them. */
static inline int rp_plan_has_axes(const rp_plan *plan) { return plan && plan->ndim >= 0 && plan->ndim <= RP_MAX_NDIM; }
static inline int rp_plan_has_kept(const rp_plan *plan) {
  return rp_plan_has_axes(plan) && plan->kept >= 0 && plan->kept <= plan->ndim;
}

/* What every exported function returns (lib/native/status.ts has the same list). */
enum {
  RP_OK = 0,
  RP_BAD_OP = 1,       /* no such operation, or not in this family */
  RP_BAD_DTYPE = 2,    /* the operation has no kernel for this dtype */
  RP_BAD_PLAN = 3,     /* ndim out of range, or the least or greatest of nothing */
  RP_NULL_BUFFER = 4,  /* a buffer that must be read or written is empty or detached */
  RP_NO_MEMORY = 5,    /* no room for partial results */
  RP_BAD_ISA = 6,      /* not supported by this CPU, or not built */
  RP_BAD_THREADS = 7   /* threads could not be started */
};

#endif
