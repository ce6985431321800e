/*
 * The one place that decides whether a call is shared out to threads.
 *
 * It knows the kind of operation and the bytes that it moves. Far below the seed threshold of its kind a call runs alone,
 * far above it is shared; around it, what was measured decides: per kind and size band the running medians of bytes per
 * second, alone and shared, with a rare call the other way to keep both current.
 */
#ifndef RP_SPLIT_H
#define RP_SPLIT_H

#include <stddef.h>
#include <stdint.h>

typedef enum {
  RP_KIND_ELEMENTWISE, /* streams in, a stream out */
  RP_KIND_REDUCE_ALL,  /* everything to one value */
  RP_KIND_REDUCE_ROWS, /* the contiguous axis */
  RP_KIND_REDUCE_COLS, /* another axis: columns of accumulators */
  RP_KIND_STRIDED,     /* elementwise, through packed tiles */
  RP_KINDS
} rp_kind;

typedef struct rp_split {
  uint32_t threads; /* 1: run alone */
  uint32_t kind;
  double bytes;
  uint64_t started; /* 0: too small to be timed */
} rp_split;

rp_split rp_split_begin(rp_kind kind, double bytes);
/* Records how long the call took. */
void rp_split_end(const rp_split *split);

typedef struct rp_split_stats {
  double threshold;                           /* bytes from which this kind is shared, by the seed table */
  double alone_calls, alone_median, alone_p95; /* bytes per second; P95 is the speed that 95 % of the calls reach */
  double shared_calls, shared_median, shared_p95;
} rp_split_stats;
rp_split_stats rp_split_read(rp_kind kind);
void rp_split_reset(void);

#endif
