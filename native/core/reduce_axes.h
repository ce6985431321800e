/* The axes of a reduction, as both reducing families read them from a plan. */
#ifndef RP_REDUCE_AXES_H
#define RP_REDUCE_AXES_H

#include "plan.h"

typedef struct rp_axis {
  size_t n;
  ptrdiff_t in;  /* bytes */
  ptrdiff_t out; /* elements */
} rp_axis;

typedef struct rp_reduce_axes {
  int kept_ndim, outer_ndim;
  rp_axis kept[RP_MAX_NDIM];
  rp_axis outer[RP_MAX_NDIM]; /* the reduced axes without the innermost one */
  rp_axis inner;              /* the innermost reduced axis; one element where no axis is reduced */
  size_t results;             /* product of kept */
  size_t runs;                /* product of outer: how many inner runs make one result */
} rp_reduce_axes;

static inline void rp_reduce_axes_read(rp_reduce_axes *a, const rp_plan *plan, size_t item) {
  const int ndim = (int)plan->ndim, kept = (int)plan->kept;
  a->kept_ndim = kept;
  a->outer_ndim = 0;
  a->results = a->runs = 1;
  a->inner = (rp_axis){1, (ptrdiff_t)item, 0};
  for (int d = 0; d < ndim; d++) {
    const rp_plan_axis *from = &plan->axis[d];
    const rp_axis axis = {(size_t)from->n, (ptrdiff_t)from->in[0] * (ptrdiff_t)item, (ptrdiff_t)from->out};
    if (d < kept) a->kept[d] = axis, a->results *= axis.n;
    else if (d == ndim - 1) a->inner = axis;
    else a->outer[d - kept] = axis, a->outer_ndim = d - kept + 1, a->runs *= axis.n;
  }
}

/* The byte offset of the i-th combination of indices of some axes; `out`, unless NULL, gets that of the output. */
static inline ptrdiff_t rp_axes_offset(const rp_axis *axes, int ndim, size_t i, ptrdiff_t *out) {
  ptrdiff_t in = 0, to = 0;
  for (int d = ndim - 1; d >= 0; d--) {
    const ptrdiff_t k = (ptrdiff_t)(i % axes[d].n);
    in += k * axes[d].in;
    to += k * axes[d].out;
    i /= axes[d].n;
  }
  if (out) *out = to;
  return in;
}

#endif
