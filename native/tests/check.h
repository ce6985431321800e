/*
 * What every group of tests shares: counting, messages that name the case, random data over bit patterns, and memory
 * that ends (or begins) at an inaccessible page.
 */
#ifndef RP_TESTS_CHECK_H
#define RP_TESTS_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "../core/plan.h"
#include "../core/table.h"

/* How much to do, in percent: less under sanitizers and emulators. */
extern uint32_t effort;
/* `n` cut to the effort, but at least 1. */
size_t scaled(size_t n);

/* The case at hand; every failure and every crash prints it. Fields that say nothing are 0 or NULL. */
typedef struct current_case {
  const char *op;
  const char *isa;
  uint32_t dtype;
  const char *what; /* what is being checked */
  size_t rows, cols;
  uint32_t fixed, stream, threads;
  long place; /* of the output, in elements past an alignment of 64 bytes */
  const rp_plan *plan;
  int inputs;
} current_case;
extern current_case now;

/*
 * A group is a line of the report, a test is what the totals count (mostly: one operation on one dtype), a check is one
 * comparison. group_begin() gives 0 when --filter leaves the group out; test_end() ends a test that has had checks, and
 * so does group_end().
 */
int group_begin(const char *name);
void test_end(void);
void group_end(void);
void passed(void);
/* Counts a failing check and prints it with its case, up to a number per group. */
void failed(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* passed() or failed(). */
void expect(int condition, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* n items of a dtype: NaN equals NaN, all else bit for bit. passed(), or failed() with the first difference in hex. */
int expect_same(const void *got, const void *want, size_t n, uint32_t dtype);
/* expect_same(), within k units in the last place. */
int expect_close(const void *got, const void *want, size_t n, uint32_t dtype, double ulps);
/* Prints the totals; the exit code. */
int summary(void);
/* A crash or a time-out prints the case at hand and counts as a failure. */
void watch_crashes(void);

extern const char *const dtype_names[RP_DTYPES];

/* Random numbers, the same in every run and on every machine; from one seed, the same again. */
uint64_t random_bits(void);
void random_seed(uint64_t seed);
size_t below(size_t n);
int chance(int percent);

/* Kinds of data. */
typedef enum {
  DATA_PATTERNS, /* any bits, with many of the special values */
  DATA_UNIT,     /* -1 … 1 */
  DATA_WIDE,     /* many magnitudes, no overflow in sums */
  DATA_SPECIAL,  /* -1 … 1 with a few infinities and NaN */
  DATA_TINY,     /* subnormals and zeros of both signs */
  DATA_FACTORS,  /* near 1 in magnitude, so that products stay finite */
  DATA_EQUAL,    /* a few small integers: many equal elements */
  DATA_KINDS
} data_kind;
void fill(void *p, size_t n, uint32_t dtype, data_kind kind);

/* Memory with an inaccessible page before and after. */
typedef struct guarded {
  char *first, *last;
} guarded;
guarded guarded_new(size_t bytes);
/* `bytes` that end at the inaccessible page, or that begin `skip` bytes after the one before. */
char *guarded_end(const guarded *g, size_t bytes);
char *guarded_start(const guarded *g, size_t skip);

/* Lengths worth testing: 0 … 300, then one below, at and above multiples of the tile sizes. */
extern const size_t *lengths;
size_t length_count(size_t largest);

/* The ISAs to test: those of this CPU, or only the best of them. */
extern int only_best;
int isa_runs(uint32_t isa);
#define EACH_ISA(isa)                             \
  for (uint32_t isa = 0; isa < RP_ISAS; isa++)    \
    if (isa_runs(isa))
/* Puts an ISA, or a number of threads, in force for the exported functions, and into the case at hand. */
void use_isa(uint32_t isa);
void use_threads(uint32_t threads);
/* Numbers of threads worth testing. */
extern const uint32_t thread_counts[4];

/* The groups (test_*.c). */
void test_table(void);
void test_tiles(void);
void test_casts(void);
void test_reductions(void);
void test_arg_reductions(void);
void test_elementwise_driver(void);
void test_reduce_driver(void);
void test_gemm(void);
void test_status(void);
void test_fma(void);
void test_short_cuts(void);
void test_rivals(void);
void test_split(void);
void test_pool(void);
void test_digests(void);

#endif
