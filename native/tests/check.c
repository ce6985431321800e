#define _GNU_SOURCE
#include "check.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../core/cpu.h"
#include "../core/library.h"
#include "host.h"
#include "main.h"

uint32_t effort = 100;
const char *filter;
size_t slack;
int print_digests;
current_case now;
const char *const dtype_names[RP_DTYPES] = {"bool", "uint8", "int32", "int64", "float32", "float64"};

size_t scaled(size_t n) { return n * effort / 100 > 0 ? n * effort / 100 : 1; }

/* ---- counting and printing ---- */

#define PRINTED_PER_GROUP 8
static const char *group;
static uint64_t checks, failures;           /* of the group */
static uint64_t ended_checks, ended_failures; /* of these, in tests that have ended */
static uint64_t tests_passed, tests_failed, all_passed, all_failed;
static struct timespec group_start;

int group_begin(const char *name) {
  if (filter && !strstr(name, filter)) return 0;
  group = name;
  checks = failures = ended_checks = ended_failures = tests_passed = tests_failed = 0;
  now = (current_case){0};
  clock_gettime(CLOCK_MONOTONIC, &group_start);
  return 1;
}

void test_end(void) {
  if (failures > ended_failures) tests_failed++;
  else if (checks > ended_checks) tests_passed++;
  ended_failures = failures;
  ended_checks = checks;
}

void group_end(void) {
  test_end();
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  const double seconds =
      (double)(end.tv_sec - group_start.tv_sec) + (double)(end.tv_nsec - group_start.tv_nsec) * 1e-9;
  printf("%-4s %-34s %5" PRIu64 " passed %4" PRIu64 " failed %9" PRIu64 " checks %6.1f s\n", failures ? "FAIL" : "ok",
         group, tests_passed, tests_failed, checks, seconds);
  if (failures > PRINTED_PER_GROUP) printf("     %" PRIu64 " failing checks in all\n", failures);
  fflush(stdout);
  all_passed += tests_passed;
  all_failed += tests_failed;
}

static void print_plan(const rp_plan *p) {
  printf("\n    plan: dtype %g ndim %g kept %g scalars %g parameter %g offsets", p->dtype, p->ndim, p->kept, p->scalars,
         p->parameter);
  for (int k = 0; k < now.inputs; k++) printf(" %g", p->offset[k]);
  printf(" -> %g\n    axes (n: inputs -> out):", p->out_offset);
  for (int d = 0; d < (int)p->ndim && d < RP_MAX_NDIM; d++) {
    printf(" [%g:", p->axis[d].n);
    for (int k = 0; k < now.inputs; k++) printf(" %g", p->axis[d].in[k]);
    printf(" -> %g]", p->axis[d].out);
  }
}

static void print_case(void) {
  printf("  FAIL %s: op %s dtype %s isa %s", group ? group : "", now.op ? now.op : "-", dtype_names[now.dtype],
         now.isa ? now.isa : "-");
  if (now.what) printf(" (%s)", now.what);
  if (now.plan) print_plan(now.plan);
  else printf(" rows %zu cols %zu fixed %u stream %u place %ld", now.rows, now.cols, now.fixed, now.stream, now.place);
  if (now.threads) printf(" threads %u", now.threads);
}

void passed(void) { checks++; }

void failed(const char *format, ...) {
  checks++;
  if (failures++ >= PRINTED_PER_GROUP) return;
  print_case();
  printf("\n    ");
  va_list list;
  va_start(list, format);
  vprintf(format, list);
  va_end(list);
  printf("\n");
}

void expect(int condition, const char *format, ...) {
  if (condition) {
    passed();
    return;
  }
  char text[400];
  va_list list;
  va_start(list, format);
  vsnprintf(text, sizeof text, format, list);
  va_end(list);
  failed("%s", text);
}

int summary(void) {
  printf("%" PRIu64 " passed, %" PRIu64 " failed\n", all_passed, all_failed);
  return all_failed != 0;
}

static void crashed(const char *what) {
  /* Not a place for printf by the letter of the law, but the process is lost anyway, and the case is what is wanted. */
  print_case();
  printf("\n    %s\n%" PRIu64 " passed, %" PRIu64 " failed\n", what, all_passed + tests_passed,
         all_failed + tests_failed + 1);
  fflush(stdout);
}

void watch_crashes(void) { host_watch(crashed); }

/* ---- comparing ---- */

static uint64_t bits_at(const void *p, size_t i, uint32_t dtype) {
  uint64_t bits = 0;
  memcpy(&bits, (const char *)p + i * rp_item_size[dtype], rp_item_size[dtype]);
  return bits;
}

static int nan_at(const void *p, size_t i, uint32_t dtype) {
  if (dtype == RP_FLOAT32) return isnan(((const float *)p)[i]);
  return dtype == RP_FLOAT64 && isnan(((const double *)p)[i]);
}

/* Bit patterns in the order of the numbers, so that neighbours differ by one. */
static int64_t ordinal(uint64_t bits, uint32_t dtype) {
  if (dtype == RP_FLOAT32) return bits >> 31 ? -(int64_t)(bits & 0x7fffffffu) : (int64_t)bits;
  return bits >> 63 ? -(int64_t)(bits & INT64_MAX) : (int64_t)bits;
}

int expect_close(const void *got, const void *want, size_t n, uint32_t dtype, double ulps) {
  if (memcmp(got, want, n * rp_item_size[dtype])) {
    for (size_t i = 0; i < n; i++) {
      const uint64_t g = bits_at(got, i, dtype), w = bits_at(want, i, dtype);
      if (g == w || (nan_at(got, i, dtype) && nan_at(want, i, dtype))) continue;
      if (ulps > 0 && !nan_at(got, i, dtype) && !nan_at(want, i, dtype) &&
          fabs((double)ordinal(g, dtype) - (double)ordinal(w, dtype)) <= ulps)
        continue;
      failed("item %zu of %zu: got %0*" PRIx64 ", want %0*" PRIx64, i, n, 2 * rp_item_size[dtype], g,
             2 * rp_item_size[dtype], w);
      return 0;
    }
  }
  passed();
  return 1;
}

int expect_same(const void *got, const void *want, size_t n, uint32_t dtype) {
  return expect_close(got, want, n, dtype, 0);
}

/* ---- random data ---- */

static uint64_t state = 0x9E3779B97F4A7C15u;

void random_seed(uint64_t seed) { state = (seed + 1) * 0x9E3779B97F4A7C15u; /* never 0 */ }

uint64_t random_bits(void) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return state * 0x2545F4914F6CDD1Du;
}

size_t below(size_t n) { return n ? (size_t)(random_bits() >> 11) % n : 0; }
int chance(int percent) { return (int)below(100) < percent; }

static double unit(void) { return (double)(int64_t)random_bits() * 0x1p-63; }

static double special(int single) {
  const double tiny = single ? 0x1p-149 : 0x1p-1074, least = single ? 0x1p-126 : 0x1p-1022;
  const double most = single ? 0x1.fffffep127 : 0x1.fffffffffffffp1023, whole = single ? 0x1p23 : 0x1p52;
  const double values[] = {
      NAN,         INFINITY,   0.0,   tiny,  least, least - tiny, most, 1.0,    0.5,        1.5,        2.5, 0.49999997,
      2147483648.0, 255.0,     256.0, whole, whole - 0.5, whole + 1, 1e10, 0x1p63, 0x1p31 - 1, 0x1p24 + 1, 3.0,
      254.99999,   0.9999999};
  const double x = values[below(sizeof values / sizeof *values)];
  return chance(50) ? -x : x;
}

static double one_value(data_kind kind, int single) {
  const double tiny = single ? 0x1p-149 : 0x1p-1074;
  double x;
  switch (kind) {
    case DATA_UNIT: return unit();
    /* Numbers are drawn one by one: C leaves open which argument of a call comes first. */
    case DATA_WIDE: x = unit(); return ldexp(x, (int)below(single ? 160 : 1800) - (single ? 80 : 900));
    case DATA_TINY: x = chance(30) ? 0.0 : (double)below(1000) * tiny; return copysign(x, unit());
    case DATA_FACTORS: x = 1.0 + unit() / 16384; return copysign(x, unit());
    case DATA_SPECIAL: return chance(98) ? unit() : special(single);
    case DATA_EQUAL: return (double)below(5) - 2.0;
    default: return chance(40) ? special(single) : chance(50) ? unit() : (double)below(64) / 2 - 16;
  }
}

/* Long arrays repeat themselves after so many elements: a prime, so that no tile size hides behind it. */
#define PERIOD 4999

void fill(void *p, size_t n, uint32_t dtype, data_kind kind) {
  for (size_t i = PERIOD; i < n; i += PERIOD) {
    if (i == PERIOD) fill(p, PERIOD, dtype, kind);
    memcpy((char *)p + i * rp_item_size[dtype], p, (n - i < PERIOD ? n - i : PERIOD) * rp_item_size[dtype]);
  }
  for (size_t i = 0; i < n && n <= PERIOD; i++) {
    const uint64_t any = random_bits();
    char *to = (char *)p + i * rp_item_size[dtype];
    if (dtype == RP_FLOAT32) {
      float x = (float)one_value(kind, 1);
      if (kind == DATA_PATTERNS && any % 5 < 2) memcpy(&x, (const char *)&any + 3, 4);
      memcpy(to, &x, 4);
    } else if (dtype == RP_FLOAT64) {
      double x = one_value(kind, 0);
      if (kind == DATA_PATTERNS && any % 5 < 2) x = 0, memcpy(&x, &any, 8);
      memcpy(to, &x, 8);
    } else if (dtype == RP_BOOL) {
      *to = (char)(kind == DATA_PATTERNS && any % 8 == 0 ? any >> 32 : any >> 40 & 1);
    } else {
      /* Any number of significant bits, so that small and large integers are equally likely. */
      const int64_t x = any % 16 == 0 ? INT64_MIN : (int64_t)(random_bits() >> any % 64) * (any >> 9 & 1 ? -1 : 1);
      memcpy(to, &x, rp_item_size[dtype]);
    }
  }
}

/* ---- guarded memory ---- */

guarded guarded_new(size_t bytes) {
  const size_t page = host_page();
  const size_t inner = (bytes + slack + page - 1) / page * page;
  char *p = host_guarded(inner);
  if (!p) {
    perror("guarded memory");
    exit(1);
  }
  return (guarded){p, p + inner};
}

char *guarded_end(const guarded *g, size_t bytes) { return g->last - slack - bytes; }
char *guarded_start(const guarded *g, size_t skip) { return g->first + skip; }

/* ---- lengths, ISAs ---- */

static size_t length_list[512];
const size_t *lengths = length_list;

size_t length_count(size_t largest) {
  const size_t blocks[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 31, 32, 33};
  size_t n = 0;
  for (size_t i = 0; i <= 300; i++) length_list[n++] = i;
  /* Multiples of the groups and blocks of both widths of lanes: 32 and 64, 512 and 1024. */
  for (size_t i = 5; i <= 16; i++) {
    for (size_t d = 0; d < 3; d++) length_list[n++] = i * 64 + d - 1;
  }
  for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
    for (size_t d = 0; d < 3; d++) length_list[n++] = blocks[b] * 512 + d - 1;
    length_list[n++] = blocks[b] * 512 + 37;
  }
  size_t kept = 0;
  for (size_t i = 0; i < n; i++) {
    if (length_list[i] <= largest) length_list[kept++] = length_list[i];
  }
  return kept;
}

int only_best = 0;
int isa_runs(uint32_t isa) { return only_best ? isa == rp_cpu_isa() : (int)(rp_cpu_isas() >> isa) & 1; }

void use_isa(uint32_t isa) {
  now.isa = rp_isa_table[isa].name;
  rp_use_isa(isa);
}

const uint32_t thread_counts[4] = {1, 2, 3, 8};

void use_threads(uint32_t threads) {
  now.threads = threads;
  rp_set_threads(threads);
}
