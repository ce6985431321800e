/*
 * The one place that decides how a large call is carried out: alone or shared out to threads, and, where it writes much,
 * with ordinary or with streaming stores.
 *
 * It knows the kind of operation and the bytes that it moves. Far below the seed threshold of its kind a call runs alone,
 * far above it is shared; between, what was measured decides, in bands of a factor of two (rivals.h). The same for the
 * stores: which kind wins differs between CPUs by a factor of two either way.
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
  RP_KIND_MATMUL,      /* matrix products; for "bytes" read those of an element times multiply-adds */
  RP_KINDS
} rp_kind;

typedef struct rp_split {
  uint32_t threads; /* 1: run alone */
  uint32_t kind;
  uint32_t stream;  /* with streaming stores */
  uint32_t counts;  /* which decisions learn from this call: bit 0 threads, bit 1 stores */
  uint32_t band;    /* of sizes */
  uint32_t store_band;
  double bytes;
  uint64_t started; /* 0: not timed */
} rp_split;

/* Shorter runs are not worth the alignment that streaming stores ask for. */
#define RP_STREAM_ROW_BYTES 2048

/* `streamed`: the bytes that decide between ordinary and streaming stores; 0 where the call can only use ordinary ones. */
rp_split rp_split_begin(rp_kind kind, double bytes, double streamed);
/* Records how long the call took. */
void rp_split_end(const rp_split *split);

/* What was measured of one way, in bytes per second; P95 is the speed that 95 % of the recent calls reach. */
typedef struct rp_throughput {
  double calls, median, p95;
} rp_throughput;

typedef struct rp_split_stats {
  double threshold; /* bytes from which this kind is shared, by the seed table */
  rp_throughput alone, shared;
} rp_split_stats;
rp_split_stats rp_split_read(rp_kind kind);

/* Sizes from a quarter of the threshold on, in bands of a factor of two. */
#define RP_SPLIT_BANDS 10

/* Why a band's decision is what it is. The texts are in lib/dispatch/threading.ts. */
typedef enum {
  RP_WHY_ONE_THREAD, /* there is nobody to share with */
  RP_WHY_FROZEN,     /* the seed, since learning is switched off */
  RP_WHY_SMALL,      /* the seed: such calls are too small to be timed */
  RP_WHY_SEED,       /* the seed: there was no call yet */
  RP_WHY_FEW,        /* the seed, until both ways have been measured */
  RP_WHY_STEADY,     /* the seed: shared calls are steady, so that the other way is not tried at this size */
  RP_WHY_MEASURED,   /* the better way */
  RP_WHY_CHECKING,   /* what was better, while fresh samples of the other way are taken, which looked better */
} rp_why;

typedef struct rp_split_band {
  double from, to; /* bytes */
  double decision; /* 0 alone, 1 shared */
  double why;      /* an rp_why */
  double ratio;    /* by how much the way in force costs less than the other; 0 until both are known */
  double changes;  /* how often the decision was changed */
  rp_throughput alone, shared;
} rp_split_band;
rp_split_band rp_split_read_band(rp_kind kind, uint32_t band);

/* Forgets all that was measured. */
void rp_split_reset(void);
/* Whether the seeds alone decide, and nothing is timed. */
void rp_split_freeze(int freeze);
int rp_split_frozen(void);

#endif
