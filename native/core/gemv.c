/*
 * Matrix times vector, and the dot product: bound by memory, so what counts is to read the matrix along its lines. Where
 * the rows are contiguous each result is a dot product; where the columns are, they are added up one after the other.
 */
#include <string.h>

#include "../threads/pool.h"
#include "../threads/split.h"
#include "cascade.h"
#include "cpu.h"
#include "gemm.h"
#include "pack.h"
#include "scratch.h"
#include "tiles.h"

/* Bytes of the matrix that one task reads. */
#define TASK_BYTES ((size_t)128 << 10)
/* Rows of a task are a multiple of these. */
#define TASK_ROWS ((size_t)RP_ROWS_SIDE_BY_SIDE)
/* Rows that are worked on at once: so many results wait on the stack. */
#define MOST_ROWS ((size_t)1024)
/* Of a batch, matrices up to here are multiplied with no more ado. */
#define SHORT_ROWS 64
#define SHORT_BYTES ((size_t)16 << 10)
/* Of rows that several vectors meet, or that are made contiguous together: so that they stay in an L1. */
#define NEAR_BYTES ((size_t)16 << 10)
/* Results of a strip of columns, which stay in an L1 beside the lines that pass by; the longer, the fewer new starts. */
#define STRIP_BYTES ((size_t)16 << 10)
/* A task has no fewer columns than these: lines are far apart, so each piece of one is a new start for the prefetchers. */
#define LEAST_STRIP ((size_t)256)
/*
 * Lines are added up in blocks, which depend on the shape only, as bits do on them. Whole lines are one run of memory: of
 * pieces a power of two apart an L2 keeps few, and of short lines there would be one piece for all threads. Blocks are
 * long enough that to add them up again does not show.
 */
#define BLOCK_LINES ((size_t)256)
#define BLOCK_BYTES ((size_t)1 << 20)
#define LANES_BYTES ((size_t)RP_LANES_MAX * sizeof(double))
/* Factors from here on come from memory; or from the size of the L3 on, where that is less. */
#define MEMORY_BYTES ((size_t)24 << 20)

static size_t least(size_t a, size_t b) { return a < b ? a : b; }
static size_t strip(const rp_product *p) { return STRIP_BYTES / p->item; }

typedef struct job {
  const rp_product *p; /* its vectors are contiguous */
  size_t piece;        /* results, or elements of a dot product, of one task */
  int from;            /* RP_FROM_… */
  size_t lines;        /* of a block of lines */
  char *partial;
  _Atomic int32_t status;
} job;

static const char *a_at(const rp_product *p, size_t row, size_t k) {
  return p->a + ((ptrdiff_t)row * p->a_m + (ptrdiff_t)k * p->a_k) * (ptrdiff_t)p->item;
}

static void finish(const rp_product *p, const char *values, size_t first, size_t n, size_t vector) {
  char *c = p->c + ((ptrdiff_t)first * p->c_m + (ptrdiff_t)vector * p->c_n) * (ptrdiff_t)p->item;
  p->kernel->combine(values, n, p->alpha, p->beta, c, p->c_m);
}

/* ---- rows are contiguous, or have to be made so ---- */

static void rows_task(void *context, size_t task) {
  job *j = context;
  const rp_product *p = j->p;
  const size_t first = task * j->piece, last = least(p->m, first + j->piece);
  const ptrdiff_t item = (ptrdiff_t)p->item;
  const size_t row = p->k * p->item;
  const size_t packed = p->a_k == 1 ? 0 : TASK_ROWS * row <= NEAR_BYTES ? TASK_ROWS : 1;
  rp_scratch lines = {NULL, -1};
  if (packed) {
    lines = rp_scratch_take(packed * row);
    if (!lines.memory) {
      j->status = RP_NO_MEMORY;
      return;
    }
  }
  _Alignas(64) char values[MOST_ROWS * sizeof(double)];
  /* Several vectors meet a few rows at a time, which stay near. */
  const size_t near = (NEAR_BYTES / row / TASK_ROWS + 1) * TASK_ROWS;
  const size_t most = p->n > 1 ? least(near, MOST_ROWS) : MOST_ROWS;
  for (size_t r = first; r < last; r += most) {
    const size_t n = least(most, last - r);
    if (packed) {
      for (size_t i = 0; i < n; i += packed) {
        const size_t some = least(packed, n - i);
        rp_pack(lines.memory, a_at(p, r + i, 0), some, p->k, p->a_m * item, p->a_k * item, p->item);
        p->kernel->dot_rows(lines.memory, (ptrdiff_t)p->k, some, p->k, p->b, values + i * p->item);
      }
      finish(p, values, r, n, 0);
    } else {
      for (size_t v = 0; v < p->n; v++) {
        const char *x = p->b + (ptrdiff_t)v * p->b_n * (ptrdiff_t)p->item;
        p->kernel->dot_rows(a_at(p, r, 0), p->a_m, n, p->k, x, values);
        finish(p, values, r, n, v);
      }
    }
  }
  if (packed) rp_scratch_give(lines);
}

int rp_is_short_rows(const rp_product *p) {
  return p->n == 1 && p->m > 1 && p->m <= SHORT_ROWS && p->k > 0 && (p->k == 1 || (p->a_k == 1 && p->b_k == 1)) &&
         p->m * p->k * p->item <= SHORT_BYTES;
}

void rp_short_rows(const rp_product *p) {
  if (p->alpha == 1 && p->beta == 0 && p->c_m == 1) {
    p->kernel->dot_rows(p->a, p->a_m, p->m, p->k, p->b, p->c);
    return;
  }
  _Alignas(64) char values[SHORT_ROWS * sizeof(double)];
  p->kernel->dot_rows(p->a, p->a_m, p->m, p->k, p->b, values);
  finish(p, values, 0, p->m, 0);
}

/* ---- columns are contiguous ---- */

/* A strip of a block of lines: to the result where there is one block, else to its place in `partial`. */
static void lines_task(void *context, size_t task) {
  job *j = context;
  const rp_product *p = j->p;
  _Alignas(64) char room[STRIP_BYTES];
  const size_t strips = (p->m + j->piece - 1) / j->piece, block = task / strips;
  const size_t first = task % strips * j->piece, n = least(j->piece, p->m - first);
  const size_t line = block * j->lines, lines = least(j->lines, p->k - line);
  char *sums = j->partial ? j->partial + (block * p->m + first) * p->item : room;
  memset(sums, 0, n * p->item);
  p->kernel->add_lines(a_at(p, first, line), p->a_k, lines, n, p->b + line * p->item, sums, j->from);
  if (!j->partial) finish(p, sums, first, n, 0);
}

/* A strip of all blocks, added up in order in the place of the last. */
static void blocks_task(void *context, size_t task) {
  job *j = context;
  const rp_product *p = j->p;
  const size_t first = task * strip(p), n = least(strip(p), p->m - first), next = p->m * p->item;
  char *sums = j->partial + first * p->item;
  for (size_t line = j->lines; line < p->k; line += j->lines, sums += next) p->sum->merge(sums, sums + next, n);
  finish(p, sums, first, n, 0);
}

static int32_t columns(job *j, uint32_t threads) {
  const rp_product *p = j->p;
  const size_t fit = BLOCK_BYTES / (p->m * p->item);
  j->lines = least(p->k, fit > BLOCK_LINES ? fit : BLOCK_LINES);
  const size_t blocks = (p->k + j->lines - 1) / j->lines;
  /* Whole cache lines of results, and as few pieces as threads allow: see LEAST_STRIP. */
  const size_t share = ((p->m * blocks + threads - 1) / threads + 63) / 64 * 64;
  j->piece = least(strip(p), share > LEAST_STRIP ? share : LEAST_STRIP);
  rp_scratch memory = {NULL, -1};
  if (blocks > 1) {
    memory = rp_scratch_take(blocks * p->m * p->item);
    if (!memory.memory) return RP_NO_MEMORY;
    j->partial = memory.memory;
  }
  rp_pool_run(blocks * ((p->m + j->piece - 1) / j->piece), threads, lines_task, j);
  if (blocks > 1) {
    rp_pool_run((p->m + strip(p) - 1) / strip(p), threads, blocks_task, j);
    rp_scratch_give(memory);
  }
  return RP_OK;
}

/* ---- one dot product ---- */

static void dot_task(void *context, size_t task) {
  job *j = context;
  const rp_product *p = j->p;
  const size_t first = task * j->piece, n = least(j->piece, p->k - first);
  p->kernel->dot_run(p->a + first * p->item, p->b + first * p->item, n, j->partial + task * p->sum->lanes * p->item, j->from);
}

static void finish_dot(const rp_product *p, const char *lanes) {
  double value;
  p->sum->fold(lanes, &value);
  finish(p, (char *)&value, 0, 1, 0);
}

int rp_is_short_dot(const rp_product *p) {
  return p->m == 1 && p->n == 1 && p->k > 0 && (p->k == 1 || (p->a_k == 1 && p->b_k == 1)) &&
         p->k <= rp_tiles_run(p->k, p->sum->lanes, p->item);
}

void rp_short_dot(const rp_product *p) {
  _Alignas(64) char lanes[LANES_BYTES];
  p->kernel->dot_run(p->a, p->b, p->k, lanes, RP_FROM_NEAR);
  finish_dot(p, lanes);
}

/* The chunks of the tree that sum has: the bits do not depend on whether they were shared out. */
static int32_t dot(job *j, uint32_t threads) {
  const rp_product *p = j->p;
  if (rp_is_short_dot(p)) {
    rp_short_dot(p);
    return RP_OK;
  }
  j->piece = rp_tiles_run(p->k, p->sum->lanes, p->item);
  const size_t chunks = (p->k + j->piece - 1) / j->piece, lanes_bytes = p->sum->lanes * p->item;
  rp_scratch memory = rp_scratch_take(chunks * lanes_bytes + rp_cascade_bytes(p->sum->lanes, p->item, chunks));
  if (!memory.memory) return RP_NO_MEMORY;
  j->partial = memory.memory;
  rp_pool_run(chunks, threads, dot_task, j);
  rp_cascade merged = {p->sum, j->partial + chunks * lanes_bytes, p->sum->lanes, 0};
  for (size_t c = 0; c < chunks; c++) rp_cascade_push(&merged, j->partial + c * lanes_bytes);
  _Alignas(64) char lanes[LANES_BYTES];
  rp_cascade_finish(&merged, lanes);
  finish_dot(p, lanes);
  rp_scratch_give(memory);
  return RP_OK;
}

/* ---- any of them ---- */

static int32_t run(job *j, uint32_t threads) {
  const rp_product *p = j->p;
  if (p->m == 1 && p->a_k == 1) return dot(j, threads);
  if (p->a_m == 1 && p->a_k != 1 && p->m > 1) return columns(j, threads);
  /* Of few long rows no thread goes without. */
  const size_t rows = (TASK_BYTES / (p->k * p->item) / TASK_ROWS + 1) * TASK_ROWS;
  j->piece = least(rows, (p->m + threads - 1) / threads);
  rp_pool_run((p->m + j->piece - 1) / j->piece, threads, rows_task, j);
  return j->status;
}

static int from(const rp_product *p) {
  const rp_caches caches = rp_cache_sizes();
  /* Of one row, the vector is as long. */
  const size_t bytes = (p->m == 1 ? 2 : p->m) * p->k * p->item;
  if (rp_cpu_fetches_by_page()) return bytes >= least(MEMORY_BYTES, caches.l3) ? RP_FROM_MEMORY_ASKED : RP_FROM_NEAR;
  return bytes > caches.l2 ? RP_FROM_FAR : RP_FROM_NEAR;
}

int32_t rp_gemv(const rp_product *given, uint32_t threads) {
  rp_product p = *given;
  const ptrdiff_t item = (ptrdiff_t)p.item;
  job j = {.p = &p, .from = from(&p)};
  rp_scratch memory = {NULL, -1};
  if (p.b_k != 1 && p.k > 1) {
    memory = rp_scratch_take(p.n * p.k * p.item);
    if (!memory.memory) return RP_NO_MEMORY;
    rp_pack(memory.memory, p.b, p.n, p.k, p.b_n * item, p.b_k * item, p.item);
    p.b = memory.memory, p.b_k = 1, p.b_n = (ptrdiff_t)p.k;
  }
  int32_t status;
  if (p.k == 1) p.a_k = 1;
  if (threads) {
    status = run(&j, threads);
  } else {
    const rp_kind kind = p.m == 1 ? RP_KIND_REDUCE_ALL : p.a_k == 1 ? RP_KIND_REDUCE_ROWS : RP_KIND_REDUCE_COLS;
    const rp_split split = rp_split_begin(kind, (double)p.m * (double)p.k * (double)p.item, 0);
    status = run(&j, split.threads);
    rp_split_end(&split);
  }
  if (memory.memory) rp_scratch_give(memory);
  return status;
}
