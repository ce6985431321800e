/*
 * The one place that decides how a large call is carried out: alone or shared out to threads, and, where it writes as much
 * as it reads, with ordinary or with streaming stores.
 *
 * It knows the kind of operation and the bytes that it moves. Far below the seed threshold of its kind a call runs alone,
 * far above it is shared; around it, what was measured decides, in bands of a factor of two. The same for the stores: which
 * kind wins differs between CPUs by a factor of two either way.
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
  RP_KIND_MATMUL,      /* matrix products; for "bytes" read multiply-adds */
  RP_KINDS
} rp_kind;

typedef struct rp_split {
  uint32_t threads; /* 1: run alone */
  uint32_t kind;
  uint32_t stream;  /* with streaming stores */
  uint32_t counts;  /* which decisions learn from this call: bit 0 threads, bit 1 stores */
  double bytes;
  uint64_t started; /* 0: too small to be timed */
} rp_split;

/* `may_stream`: the call could use streaming stores. */
rp_split rp_split_begin(rp_kind kind, double bytes, int may_stream);
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
