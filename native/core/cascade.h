/*
 * Pairwise merging of partial results, vectors of `width` elements, as they come: the binary counter of the fixed tree.
 * A piece that covers a power of two of blocks is a subtree, so the way in which work is cut cannot be seen in the result.
 */
#ifndef RP_CASCADE_H
#define RP_CASCADE_H

#include "../kernels/kernel.h"

typedef struct rp_cascade {
  const rp_reduce_kernel *kernel;
  char *levels; /* rp_cascade_bytes() of room */
  size_t width;
  size_t count; /* vectors so far */
} rp_cascade;

/* Enough for 2^32 elements: the longest axis that lib/ admits. */
#define RP_CASCADE_LEVELS 33

size_t rp_cascade_bytes(size_t width, size_t item, size_t pushes);
/* Takes a vector in; it is overwritten. */
void rp_cascade_push(rp_cascade *c, char *vector);
/* Merges what is left, youngest first, into `vector`. count > 0. */
void rp_cascade_finish(rp_cascade *c, char *vector);

#endif
