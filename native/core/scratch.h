/*
 * Workspace for packed tiles and partial results, never for arrays. A scope takes one block and gives it back:
 *
 *   rp_scratch s = rp_scratch_take(bytes);
 *   if (!s.memory) return RP_NO_MEMORY;
 *   …
 *   rp_scratch_give(s);
 *
 * Blocks of up to RP_SCRATCH_BYTES come from a fixed set that is allocated once each and kept; larger ones, or more at
 * once than there are, from the heap.
 */
#ifndef RP_SCRATCH_H
#define RP_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

#define RP_SCRATCH_BYTES ((size_t)256 << 10)
#define RP_SCRATCH_BLOCKS 64

typedef struct rp_scratch {
  void *memory; /* 64-byte aligned; NULL when there is none to be had */
  int32_t block; /* -1: from the heap */
} rp_scratch;

rp_scratch rp_scratch_take(size_t bytes);
void rp_scratch_give(rp_scratch s);

typedef struct rp_scratch_stats {
  double taken;   /* scopes so far */
  double heap;    /* of these, from the heap */
  double held;    /* blocks of the fixed set that exist */
  double in_use;  /* blocks of the fixed set in use now */
} rp_scratch_stats;
rp_scratch_stats rp_scratch_read(void);

#endif
