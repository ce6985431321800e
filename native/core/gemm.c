/*
 * The matrix product: C (m x n) = alpha * A (m x k) * B (k x n) + beta * C, over any batch axes.
 *
 * The last three axes of the plan are m, n and k, and the strides of the operands say the rest: a transposed operand is
 * one whose strides are exchanged. Products with a vector or few of them (gemv.c) and of two vectors (outer.c) have ways of
 * their own. Where A lies well it is used as it lies, and each task packs the columns of B that it needs; else both are
 * packed, a block at a time, by all threads. Every way adds up an element of C in the same order, in blocks of KC, and work
 * is shared out by rows and columns of C, or by whole blocks of k, whose sums are then added up in order: so the bits depend
 * neither on the way, nor on caches, nor on the number of threads.
 */
#include "gemm.h"

#include <string.h>

#include "../threads/pool.h"
#include "../threads/split.h"
#include "cpu.h"
#include "library.h"
#include "scratch.h"

/* B is used as it lies up to here: it stays in an L1 then. */
#define DIRECT_B_BYTES ((size_t)32 << 10)
/*
 * Met by no more panels of the other factor than this, a factor is read where it lies: B if it stays in an L2, or for very
 * few rows. From farther away, it is fetched ahead only when it is read row by row, as it is packed.
 */
#define FEW_PANELS_OF_A 4
#define FEW_ROWS 4
#define FEW_COLUMNS 64
/* Rows of A are near when they lie on pages next to each other. */
#define NEAR_ROW_BYTES 4096
/*
 * Such rows are used as they lie where they stay in a third of an L2. A kernel that meets them a line of B at a time asks
 * for them half as fast as one of two lines: all of an L2 will do then, up to what was measured.
 */
#define NEAR_A_BYTES ((size_t)512 << 10)
/* Rows of B are near when a panel of it is nearly all of them: then it is fetched ahead wherever it comes from. */
#define NEAR_B_BYTES 512
/* Tasks of a thread, where there are panels of B for so many: what holds one thread up is then done by the others. */
#define TASKS_PER_THREAD 16
/* What one task packs. */
#define PACK_TASK_BYTES ((size_t)256 << 10)
/* Rows of A that are packed before they are used, in units of mc: all of B is packed once for as many. */
#define SUPER_ROWS 16
#define CACHE_LINE 64
/* Multiply-adds of a task of many small products. */
#define GROUP_WORK 65536
/* Blocks of k are as even as this allows: their depth is a multiple of it, but for the last. */
#define DEPTH_UNIT 8

static size_t least(size_t a, size_t b) { return a < b ? a : b; }
static size_t up_to_multiple(size_t n, size_t of) { return (n + of - 1) / of * of; }

/* `n` cut into equal pieces of at most `most`, each a multiple of `unit` but for the last. */
static size_t even_piece(size_t n, size_t most, size_t unit) {
  const size_t pieces = (n + most - 1) / most;
  return up_to_multiple((n + pieces - 1) / pieces, unit);
}

/* Columns of C, in panels of `width`, cut into pieces that differ by no more than a panel. */
typedef struct columns {
  size_t n, width, panels, pieces;
} columns;

/*
 * `wanted` pieces, or as many as there are panels for; a multiple of `shares`, so that each share is a run of pieces. No
 * division for a single piece, here and below: small products would feel it.
 */
static columns cut_columns(size_t n, size_t width, size_t wanted, size_t shares) {
  if (wanted <= 1) return (columns){n, width, 1, 1};
  const size_t panels = (n + width - 1) / width, most = least(wanted, panels);
  return (columns){n, width, panels, most >= shares ? most / shares * shares : least(shares, panels)};
}

static size_t column_of(const columns *c, size_t piece) {
  if (piece == 0) return 0;
  return piece == c->pieces ? c->n : c->panels * piece / c->pieces * c->width;
}

/* ---- A as it lies ---- */

/* Whether rows that begin `stride` elements apart are nearer than `bytes`, in either direction. */
static int rows_are_near(const rp_product *p, ptrdiff_t stride, ptrdiff_t bytes) {
  const ptrdiff_t row = stride * (ptrdiff_t)p->item;
  return row < bytes && row > -bytes;
}

/* Packing pays by the number of times that a panel is read: once per MR rows. */
static int direct_b(const rp_product *p) {
  const size_t b = p->n * p->k * p->item, mr = p->kernel->mr;
  if (p->b_n != 1) return 0;
  if (b <= DIRECT_B_BYTES || p->m <= FEW_ROWS) return 1;
  const size_t l2 = rp_cache_sizes().l2;
  const int near = rows_are_near(p, p->b_k, NEAR_B_BYTES) && p->n * p->depth * p->item <= l2 / 2;
  return p->m <= FEW_PANELS_OF_A * mr && (b <= l2 || near);
}

/*
 * The same for A, which is met once per NR columns. Packed, it comes to the L1 in time, also where another thread of the
 * core takes half of that cache, and wherever its rows lie.
 */
static int direct_a(const rp_product *p) {
  if (p->n <= FEW_COLUMNS) return 1;
  const size_t bytes = p->m * p->depth * p->item, l2 = rp_cache_sizes().l2;
  const int near = p->a_k == 1 && rows_are_near(p, p->a_m, NEAR_ROW_BYTES) && p->k == p->depth;
  if (!near) return bytes <= l2 / 8;
  return bytes <= l2 / 3 || (p->kernel->nr * p->item <= CACHE_LINE && bytes <= least(l2, NEAR_A_BYTES));
}

typedef struct direct {
  const rp_product *p;
  int packs;         /* each task packs its columns of B, a block at a time; else B as it lies, too */
  size_t rows;       /* of C, per task */
  columns cut;
  size_t block_rows; /* of A that stay in half of an L2 */
  _Atomic int32_t status;
} direct;

/* A piece of C, block after block along k. */
static void direct_task(void *context, size_t task) {
  direct *j = context;
  const rp_product *p = j->p;
  const rp_gemm_kernel *g = p->kernel;
  const ptrdiff_t item = (ptrdiff_t)p->item;
  const size_t piece = task ? task % j->cut.pieces : 0, row = task ? task / j->cut.pieces * j->rows : 0;
  const size_t col = column_of(&j->cut, piece), end = least(p->m, row + j->rows);
  rp_gemm_block block = {
      .n = column_of(&j->cut, piece + 1) - col, .alpha = p->alpha, .beta = p->beta, .c_row = p->c_m, .a_row = p->a_m,
      .a_step = p->a_k, .a_panel = (ptrdiff_t)g->mr * p->a_m, .stream = p->stream,
  };
  rp_scratch memory = {NULL, -1};
  if (j->packs) {
    memory = rp_scratch_take(up_to_multiple(block.n, g->nr) * p->depth * p->item);
    if (!memory.memory) {
      j->status = RP_NO_MEMORY;
      return;
    }
  }
  for (size_t k = 0; k < p->k; k += p->depth) {
    const char *b = p->b + ((ptrdiff_t)k * p->b_k + (ptrdiff_t)col * p->b_n) * item;
    block.depth = least(p->depth, p->k - k);
    if (j->packs) {
      g->pack_b(b, p->b_n, p->b_k, block.n, block.depth, memory.memory);
      block.b = memory.memory, block.b_step = g->nr, block.b_panel = (ptrdiff_t)(g->nr * block.depth);
    } else {
      block.b = b, block.b_step = p->b_k, block.b_panel = g->nr;
    }
    for (size_t r = row; r < end; r += j->block_rows) {
      block.m = least(j->block_rows, end - r);
      block.a = p->a + ((ptrdiff_t)r * p->a_m + (ptrdiff_t)k * p->a_k) * item;
      block.c = p->c + ((ptrdiff_t)r * p->c_m + (ptrdiff_t)col) * item;
      g->block(&block);
    }
    block.beta = 1;
  }
  if (j->packs) rp_scratch_give(memory);
}

/* Threads that write one line of the cache at a time wait for each other longer than for all of a small product. */
static int rows_share_lines(const rp_product *p) { return (size_t)p->c_m * p->item % CACHE_LINE != 0; }

/* Then every thread may as well pack all of B, up to so many bytes for each row of C that it has. */
#define REPACKED_BYTES 1024

/*
 * Pieces for every thread: of columns, so that each column of B is packed once, if they can be dealt out evenly; of rows
 * where little is packed and pieces of columns would meet within lines of the cache, if rows can be dealt out, more or less.
 */
static void share_out(direct *j, size_t threads) {
  const rp_product *p = j->p;
  const size_t mr = p->kernel->mr, nr = p->kernel->nr;
  const size_t l2 = rp_cache_sizes().l2, line_bytes = p->depth * p->item;
  const size_t share = threads > 1 ? up_to_multiple((p->n + threads - 1) / threads, nr) : p->n;
  size_t pieces = 1, shares = 1;
  j->rows = p->m;
  const size_t rows = threads > 1 ? up_to_multiple((p->m + threads - 1) / threads, mr) : p->m;
  const int packs_little = !j->packs || p->n * p->k * p->item <= REPACKED_BYTES * rows;
  const int prefers_rows = packs_little && rows_share_lines(p) && rows * threads <= p->m + p->m / 3;
  if (share * threads > p->n + p->n / 8 || prefers_rows) {
    j->rows = rows;
  } else if (threads > 1 || j->packs) {
    /* All of A passes by in each task: many tasks only if it stays in an L2. */
    shares = threads, pieces = p->m * line_bytes <= l2 / 2 ? TASKS_PER_THREAD * threads : threads;
  }
  j->block_rows = j->rows;
  if (j->packs) {
    /* About a quarter of an L2 for B, beside A's half. */
    const size_t fewest = p->n * line_bytes / (l2 / 4), most = l2 / 2 / line_bytes;
    if (fewest > pieces) pieces = fewest;
    j->block_rows = even_piece(j->rows, most > mr ? most : mr, mr);
  }
  j->cut = cut_columns(p->n, nr, pieces, shares);
}

static int32_t direct_product(const rp_product *p, uint32_t threads) {
  direct j = {.p = p, .packs = !direct_b(p)};
  share_out(&j, threads);
  const size_t tasks = j.rows < p->m ? (p->m + j.rows - 1) / j.rows * j.cut.pieces : j.cut.pieces;
  if (tasks == 1) direct_task(&j, 0);
  else rp_pool_run(tasks, threads, direct_task, &j);
  return j.status;
}

/* ---- few rows and columns, and long sums ---- */

static int is_deep(const rp_product *p) {
  return p->k > p->depth && p->m <= RP_DEEP_ROWS && p->n <= p->kernel->deep_cols && p->b_n == 1;
}

/* All blocks of k into C; or each into a place of its own, `c_block` elements apart. */
static void deep_product(const rp_product *p, size_t c_block) {
  const rp_gemm_block whole = {
      .a = p->a, .b = p->b, .c = p->c, .m = p->m, .n = p->n, .depth = p->k, .piece = p->depth,
      .c_block = (ptrdiff_t)c_block, .a_row = p->a_m, .a_step = p->a_k, .b_step = p->b_k, .c_row = p->c_m,
      .alpha = p->alpha, .beta = p->beta,
  };
  p->kernel->deep(&whole);
}

/* ---- A and B packed ---- */

typedef struct blocked {
  const rp_product *p;
  char *a, *b;                    /* packed: rows x depth and depth x cols, in panels */
  size_t row, rows, col, cols;    /* of C */
  size_t k, depth;
  size_t a_group, a_groups, b_group; /* lines that one task packs */
  size_t row_block, row_blocks;
  columns cut;
} blocked;

static void pack_task(void *context, size_t task) {
  const blocked *j = context;
  const rp_product *p = j->p;
  const ptrdiff_t item = (ptrdiff_t)p->item;
  if (task < j->a_groups) {
    const size_t first = task * j->a_group, lines = least(j->a_group, j->rows - first);
    p->kernel->pack_a(p->a + ((ptrdiff_t)(j->row + first) * p->a_m + (ptrdiff_t)j->k * p->a_k) * item, p->a_m, p->a_k,
                      lines, j->depth, j->a + first * j->depth * p->item);
  } else {
    const size_t first = (task - j->a_groups) * j->b_group, lines = least(j->b_group, j->cols - first);
    p->kernel->pack_b(p->b + ((ptrdiff_t)(j->col + first) * p->b_n + (ptrdiff_t)j->k * p->b_k) * item, p->b_n, p->b_k,
                      lines, j->depth, j->b + first * j->depth * p->item);
  }
}

static void block_task(void *context, size_t task) {
  const blocked *j = context;
  const rp_product *p = j->p;
  const rp_gemm_kernel *g = p->kernel;
  /* Threads have runs of tasks: of a tall C, whole rows, so that they do not meet within lines of the cache. */
  const int tall = j->rows > j->cols;
  const size_t piece = tall ? task % j->cut.pieces : task / j->row_blocks;
  const size_t row = (tall ? task / j->cut.pieces : task % j->row_blocks) * j->row_block;
  const size_t col = column_of(&j->cut, piece);
  const rp_gemm_block block = {
      .a = j->a + row * j->depth * p->item, .b = j->b + col * j->depth * p->item,
      .c = p->c + ((ptrdiff_t)(j->row + row) * p->c_m + (ptrdiff_t)(j->col + col)) * (ptrdiff_t)p->item,
      .m = least(j->row_block, j->rows - row), .n = column_of(&j->cut, piece + 1) - col, .depth = j->depth,
      .a_panel = (ptrdiff_t)(g->mr * j->depth), .b_step = g->nr, .b_panel = (ptrdiff_t)(g->nr * j->depth),
      .c_row = p->c_m, .alpha = p->alpha, .beta = j->k ? 1 : p->beta,
      .a_packed = 1, .stream = p->stream,
  };
  g->block(&block);
}

static int32_t blocked_product(const rp_product *p, uint32_t threads) {
  const rp_gemm_kernel *g = p->kernel;
  const rp_caches caches = rp_cache_sizes();
  const size_t line_bytes = p->depth * p->item;
  size_t mc = least(g->mc, caches.l2 / 2 / line_bytes) / g->mr * g->mr;
  if (mc < g->mr) mc = g->mr;
  size_t nc = least(g->nc, caches.l3 / 2 / line_bytes) / g->nr * g->nr;
  if (nc < g->nr) nc = g->nr;
  blocked j = {.p = p};
  const size_t rows = even_piece(p->m, SUPER_ROWS * mc, g->mr), cols = even_piece(p->n, nc, g->nr);
  /* Panels of B begin with a line of the caches, and the kernel loads a row beyond the last. */
  const size_t a_bytes = up_to_multiple(rows * p->depth * p->item, 64);
  rp_scratch memory = rp_scratch_take(a_bytes + (cols * p->depth + g->nr) * p->item);
  if (!memory.memory) return RP_NO_MEMORY;
  j.a = memory.memory;
  j.b = j.a + a_bytes;
  for (j.col = 0; j.col < p->n; j.col += cols) {
    j.cols = least(cols, p->n - j.col);
    for (j.row = 0; j.row < p->m; j.row += rows) {
      j.rows = least(rows, p->m - j.row);
      size_t row_block = even_piece(j.rows, mc, g->mr), row_blocks = (j.rows + row_block - 1) / row_block;
      const size_t tasks = threads > 1 ? TASKS_PER_THREAD * threads : 1;
      j.cut = cut_columns(j.cols, g->nr, (tasks + row_blocks - 1) / row_blocks, threads);
      while (threads > 1 && row_block > 2 * g->mr && row_blocks * j.cut.pieces < 2 * (size_t)threads) {
        row_block = up_to_multiple(row_block / 2, g->mr), row_blocks = (j.rows + row_block - 1) / row_block;
      }
      j.row_block = row_block, j.row_blocks = row_blocks;
      for (j.k = 0; j.k < p->k; j.k += p->depth) {
        j.depth = least(p->depth, p->k - j.k);
        const size_t group = PACK_TASK_BYTES / (j.depth * p->item) + 1;
        j.a_group = up_to_multiple(group, g->mr), j.b_group = up_to_multiple(group, g->nr);
        j.a_groups = (j.rows + j.a_group - 1) / j.a_group;
        rp_pool_run(j.a_groups + (j.cols + j.b_group - 1) / j.b_group, threads, pack_task, &j);
        rp_pool_run(j.row_blocks * j.cut.pieces, threads, block_task, &j);
      }
    }
  }
  rp_scratch_give(memory);
  return RP_OK;
}

/* ---- few rows and columns, and sums that are long enough for all threads ---- */

/*
 * Elements of C whose sums over each block are kept until several blocks have theirs: where tiles are too few for all
 * threads, and where there are blocks for all of them; larger products do as well without.
 */
#define FEW_RESULTS 4096
#define MOST_RESULTS 65536
/* Sums that are kept at a time, in units of an L2 for each thread. */
#define KEPT_L2S 4
static int32_t rows_product(const rp_product *p, uint32_t threads);

/* Fewer blocks are not worth it: each has to be added up once more. */
#define LEAST_BLOCKS 5
/* Factors as large as this gain from being read once, by one thread each part, even if there are panels for all threads. */
#define LARGE_FACTORS ((size_t)1280 << 10)
/* But A that is so many times as tall as B is wide is better read in whole rows. */
#define TALL 4
static int shares_depth(const rp_product *p, size_t threads) {
  const size_t rows = (p->m + p->kernel->mr - 1) / p->kernel->mr, cols = (p->n + p->kernel->nr - 1) / p->kernel->nr;
  if (p->k < LEAST_BLOCKS * p->depth || p->m * p->n > MOST_RESULTS) return 0;
  const size_t bytes = (p->m + p->n) * p->k * p->item;
  if (bytes >= LARGE_FACTORS && p->m <= TALL * p->n && p->k >= threads * p->depth) return 1;
  return p->m * p->n <= FEW_RESULTS && rows < threads && cols < threads;
}

typedef struct by_depth {
  const rp_product *p;
  char *partial; /* m x n sums for each block */
  size_t first, blocks; /* of k, whose sums are kept */
  size_t group;         /* blocks of a task */
  size_t rows;          /* of C that one task adds up */
  _Atomic int32_t status;
} by_depth;

static void depth_task(void *context, size_t task) {
  by_depth *j = context;
  const rp_product *p = j->p;
  const size_t results = p->m * p->n, first = task * j->group, end = least(j->blocks, first + j->group);
  const size_t end_k = least(p->k, (j->first + end) * p->depth);
  const int deep = is_deep(p);
  rp_product q = *p;
  q.c_m = (ptrdiff_t)p->n, q.alpha = 1, q.beta = 0;
  q.c = j->partial + first * results * p->item;
  for (size_t k = (j->first + first) * p->depth; k < end_k; k += q.k, q.c += results * p->item) {
    q.a = p->a + (ptrdiff_t)k * p->a_k * (ptrdiff_t)p->item;
    q.b = p->b + (ptrdiff_t)k * p->b_k * (ptrdiff_t)p->item;
    q.k = deep ? end_k - k : least(p->depth, end_k - k);
    if (deep) {
      deep_product(&q, results);
    } else {
      const int32_t status = rows_product(&q, 1);
      if (status != RP_OK) j->status = status;
    }
  }
}

static void add_task(void *context, size_t task) {
  const by_depth *j = context;
  const rp_product *p = j->p;
  const size_t results = p->m * p->n, end = least(p->m, (task + 1) * j->rows);
  for (size_t i = task * j->rows; i < end; i++) {
    char *c = p->c + (ptrdiff_t)i * p->c_m * (ptrdiff_t)p->item;
    for (size_t b = 0; b < j->blocks; b++) {
      const char *sums = j->partial + (b * results + i * p->n) * p->item;
      p->kernel->combine(sums, p->n, p->alpha, j->first + b ? 1 : p->beta, c, 1);
    }
  }
}

/* The sums over the blocks, added to C in their order: as if one thread had done all. */
static int32_t depth_product(const rp_product *p, uint32_t threads) {
  const size_t blocks = (p->k + p->depth - 1) / p->depth, results = p->m * p->n;
  const size_t fits = KEPT_L2S * rp_cache_sizes().l2 / (results * p->item);
  const size_t kept = least(blocks, even_piece(blocks, (fits ? fits : 1) * threads, threads));
  rp_scratch memory = rp_scratch_take(kept * results * p->item);
  if (!memory.memory) return RP_NO_MEMORY;
  by_depth j = {.p = p, .partial = memory.memory, .group = kept / (TASKS_PER_THREAD * threads) + 1};
  j.rows = GROUP_WORK / (kept * p->n) + 1;
  for (; j.first < blocks && j.status == RP_OK; j.first += kept) {
    j.blocks = least(kept, blocks - j.first);
    rp_pool_run((j.blocks + j.group - 1) / j.group, threads, depth_task, &j);
    if (j.status == RP_OK) rp_pool_run((p->m + j.rows - 1) / j.rows, threads, add_task, &j);
  }
  rp_scratch_give(memory);
  return j.status;
}

/* ---- any product ---- */

static void exchange(rp_product *p) {
  const rp_product q = *p;
  p->m = q.n, p->n = q.m;
  p->a = q.b, p->a_m = q.b_n, p->a_k = q.b_k;
  p->b = q.a, p->b_n = q.a_m, p->b_k = q.a_k;
  p->c_m = q.c_n, p->c_n = q.c_m;
}

/* C = beta * C: nothing was there to multiply. */
static void only_beta(const rp_product *p) {
  static const double zeros[512];
  if (p->beta == 0 && p->c_n == 1 && p->c_m == (ptrdiff_t)p->n) {
    memset(p->c, 0, p->m * p->n * p->item);
    return;
  }
  for (size_t i = 0; i < p->m; i++) {
    for (size_t first = 0; first < p->n; first += 512) {
      char *c = p->c + ((ptrdiff_t)i * p->c_m + (ptrdiff_t)first * p->c_n) * (ptrdiff_t)p->item;
      p->kernel->combine(zeros, least(512, p->n - first), 1, p->beta, c, p->c_n);
    }
  }
}

static int32_t rows_product(const rp_product *p, uint32_t threads) {
  if (threads > 1 && shares_depth(p, threads)) return depth_product(p, threads);
  if (is_deep(p)) {
    deep_product(p, 0);
    return RP_OK;
  }
  return direct_a(p) ? direct_product(p, threads) : blocked_product(p, threads);
}

/* Where C = A * B has a single step, and rows long enough to be written one after the other. */
#define OUTER_ROW_BYTES ((size_t)512)
static int is_outer(const rp_product *p) {
  const size_t row = p->c_n == 1 ? p->n : p->c_m == 1 ? p->m : 0;
  return p->k == 1 && p->m > 1 && p->n > 1 && p->alpha == 1 && p->beta == 0 && row * p->item >= OUTER_ROW_BYTES;
}

/*
 * A matrix of rows times few columns, which are multiplied by one after the other, a few rows at a time: as tiles, few lanes
 * of a vector had work, or all the rows had to be turned over first. Short rows and few are better off so, all the more
 * where columns have to be packed. The sums are those of gemv.c: so this depends on nothing but the shape and the strides,
 * and what one_block() may do is not done here.
 */
#define FEW_COLUMNS_BYTES 16
#define DEPTH_PER_COLUMN 32
#define LEAST_ROWS 16
#define LEAST_ROWS_PACKED 128
static int is_few_columns(const rp_product *p) {
  return p->n * p->item <= FEW_COLUMNS_BYTES && p->a_k == 1 && p->k >= DEPTH_PER_COLUMN * (p->n - 1) &&
         p->m >= (p->b_k == 1 ? LEAST_ROWS : LEAST_ROWS_PACKED) && p->m * p->n * p->k >= GROUP_WORK;
}

/*
 * The same where columns of A are contiguous: better a few rows times them, though C has to be turned over then. The sums are
 * the same, but of two NaNs the other one is handed on: so this, too, is left alone where one_block() may do it.
 */
#define FEW_TURNED 4
#define DEPTH_TURNED 64
static int is_turned_columns(const rp_product *p) {
  return p->n <= FEW_TURNED && p->a_m == 1 && p->a_k != 1 && p->k >= DEPTH_TURNED && p->m >= LEAST_ROWS &&
         p->m * p->n * p->k >= GROUP_WORK;
}

/* C whose rows are not contiguous: computed elsewhere, then put in place. */
static int32_t scattered_product(const rp_product *p, uint32_t threads) {
  rp_scratch memory = rp_scratch_take(p->m * p->n * p->item);
  if (!memory.memory) return RP_NO_MEMORY;
  rp_product q = *p;
  q.c = memory.memory, q.c_m = (ptrdiff_t)p->n, q.c_n = 1, q.alpha = 1, q.beta = 0, q.stream = 0;
  const int32_t status = rows_product(&q, threads);
  for (size_t i = 0; i < p->m && status == RP_OK; i++) {
    p->kernel->combine(q.c + i * p->n * p->item, p->n, p->alpha, p->beta, p->c + (ptrdiff_t)i * p->c_m * (ptrdiff_t)p->item,
                       p->c_n);
  }
  rp_scratch_give(memory);
  return status;
}

/*
 * Whether C can be written around the caches, which spares reading it first: it is written once and not read, and its rows
 * begin with lines of the caches.
 */
static int may_stream(const rp_product *p) {
  const ptrdiff_t row = p->c_n == 1 ? p->c_m : p->c_m == 1 ? p->c_n : 1;
  return p->k <= p->kernel->kc && p->alpha == 1 && p->beta == 0 &&
         ((uintptr_t)p->c | (size_t)row * p->item) % CACHE_LINE == 0;
}

static int32_t product(rp_product p, uint32_t threads) {
  if (p.k == 0) {
    only_beta(&p);
    return RP_OK;
  }
  p.stream = p.stream && may_stream(&p);
  p.depth = p.k <= p.kernel->kc ? p.k : even_piece(p.k, p.kernel->kc, DEPTH_UNIT);
  if (p.m == 1 && p.n > 1) exchange(&p);
  if (p.n == 1 || is_few_columns(&p)) return rp_gemv(&p, threads);
  if (p.m * p.item <= FEW_COLUMNS_BYTES) {
    rp_product turned = p;
    exchange(&turned);
    if (is_few_columns(&turned)) return rp_gemv(&turned, threads);
  }
  const int outer = is_outer(&p);
  if (p.c_n != 1 && p.c_m == 1) exchange(&p);
  if (outer) return rp_outer(&p, threads);
  if (is_turned_columns(&p)) exchange(&p);
  return p.c_n == 1 ? rows_product(&p, threads) : scattered_product(&p, threads);
}

/* ---- the family ---- */

typedef struct batch {
  const rp_plan *plan;
  rp_product first;
  size_t count, group;
  int axes;
  _Atomic int32_t status;
} batch;

/* A product of the batch, and its index along each axis. */
typedef struct member {
  size_t index[RP_MAX_NDIM];
  rp_product p;
} member;

static void move(const batch *j, rp_product *p, int axis, ptrdiff_t by) {
  const rp_plan_axis *a = &j->plan->axis[axis];
  by *= (ptrdiff_t)p->item;
  p->a += by * (ptrdiff_t)a->in[0];
  p->b += by * (ptrdiff_t)a->in[1];
  p->c += by * (ptrdiff_t)a->out;
}

static member member_of(const batch *j, size_t at) {
  member m = {.p = j->first};
  for (int d = j->axes - 1; d >= 0; d--) {
    const size_t n = (size_t)j->plan->axis[d].n;
    m.index[d] = at % n;
    at /= n;
    move(j, &m.p, d, (ptrdiff_t)m.index[d]);
  }
  return m;
}

static void next_member(const batch *j, member *m) {
  for (int d = j->axes - 1; d >= 0; d--) {
    move(j, &m->p, d, 1);
    if (++m->index[d] < (size_t)j->plan->axis[d].n) return;
    move(j, &m->p, d, -(ptrdiff_t)m->index[d]);
    m->index[d] = 0;
  }
}

/*
 * Whether one task does a product with all operands as they lie and one block of k: then it is one call of the kernel. What
 * product() and direct_product() would find out takes as long as the sums of 8x8x8.
 */
static int is_one_block(const rp_gemm_kernel *g, size_t item, size_t m, size_t n, size_t k) {
  return m > 1 && n > 1 && n <= FEW_COLUMNS && k > 1 && k <= g->kc && n * k * item <= DIRECT_B_BYTES &&
         m * n * k < GROUP_WORK;
}

/* Apart from where the operands are. */
static inline rp_gemm_block one_block(const rp_gemm_kernel *g, size_t m, size_t n, size_t k, ptrdiff_t a_row,
                                      ptrdiff_t a_step, ptrdiff_t b_step, ptrdiff_t c_row) {
  return (rp_gemm_block){
      .m = m, .n = n, .depth = k, .alpha = 1, .a_row = a_row, .a_step = a_step, .a_panel = (ptrdiff_t)g->mr * a_row,
      .b_step = b_step, .b_panel = g->nr, .c_row = c_row,
  };
}

static void batch_task(void *context, size_t task) {
  batch *j = context;
  const size_t first = task * j->group, last = least(j->count, first + j->group);
  member m = member_of(j, first);
  const rp_product *p = &m.p;
  if (rp_is_short_dot(p)) {
    for (size_t i = first; i < last; i++, next_member(j, &m)) rp_short_dot(p);
    return;
  }
  if (rp_is_short_rows(p)) {
    for (size_t i = first; i < last; i++, next_member(j, &m)) rp_short_rows(p);
    return;
  }
  if (p->b_n == 1 && p->c_n == 1 && is_one_block(p->kernel, p->item, p->m, p->n, p->k)) {
    rp_gemm_block whole = one_block(p->kernel, p->m, p->n, p->k, p->a_m, p->a_k, p->b_k, p->c_m);
    whole.alpha = p->alpha, whole.beta = p->beta;
    for (size_t i = first; i < last; i++, next_member(j, &m)) {
      whole.a = p->a, whole.b = p->b, whole.c = p->c, whole.stream = p->stream && may_stream(p);
      p->kernel->block(&whole);
    }
    return;
  }
  for (size_t i = first; i < last; i++, next_member(j, &m)) {
    const int32_t status = product(*p, 1);
    if (status != RP_OK) j->status = status;
  }
}

/* Axes of the batch along which B stays and the rows of A and C go on are rows; and the same of columns. */
static void fold_axes(batch *j) {
  rp_product *p = &j->first;
  for (; j->axes > 0; j->axes--) {
    const rp_plan_axis *axis = &j->plan->axis[j->axes - 1];
    const size_t n = (size_t)axis->n;
    const ptrdiff_t a = (ptrdiff_t)axis->in[0], b = (ptrdiff_t)axis->in[1], c = (ptrdiff_t)axis->out;
    if (n == 1) continue;
    if (b == 0 && (p->m == 1 || (a == (ptrdiff_t)p->m * p->a_m && c == (ptrdiff_t)p->m * p->c_m))) {
      if (p->m == 1) p->a_m = a, p->c_m = c;
      p->m *= n;
    } else if (a == 0 && (p->n == 1 || (b == (ptrdiff_t)p->n * p->b_n && c == (ptrdiff_t)p->n * p->c_n))) {
      if (p->n == 1) p->b_n = b, p->c_n = c;
      p->n *= n;
    } else {
      return;
    }
    j->count /= n;
  }
}

/* Products for every thread: then each does whole ones, as long as their operands stay in its L2. */
#define WHOLE_PER_THREAD 4
static int shares_whole(const batch *j, double work) {
  const rp_product *p = &j->first;
  const size_t bytes = (p->m * p->k + p->k * p->n + p->m * p->n) * p->item;
  return work < GROUP_WORK || (j->count >= WHOLE_PER_THREAD * rp_pool_threads() && bytes <= rp_cache_sizes().l2);
}

/* What has work to do and all its operands. */
static int32_t run_batch(batch *j) {
  const rp_product *p = &j->first;
  const double results = (double)p->m * (double)p->n, work = results * (double)p->k;
  const double streamed = may_stream(p) ? results * (double)p->item * (double)j->count : 0;
  if (p->m == 1 || p->n == 1 || is_outer(p)) {
    /* Bound by memory: gemv and outer decide by bytes. */
    if (j->count == 1) return product(*p, 0);
  } else if (!shares_whole(j, work)) {
    member m = member_of(j, 0);
    for (size_t i = 0; i < j->count; i++, next_member(j, &m)) {
      const rp_split split = rp_split_begin(RP_KIND_MATMUL, work * (double)p->item, streamed);
      m.p.stream = split.stream;
      const int32_t status = product(m.p, split.threads);
      if (status != RP_OK) return status;
      rp_split_end(&split);
    }
    return RP_OK;
  }
  if (j->count == 1) return product(*p, 1);
  j->group = (size_t)(GROUP_WORK / (work + 1)) + 1;
  const rp_split split = rp_split_begin(RP_KIND_MATMUL, work * (double)p->item * (double)j->count, streamed);
  j->first.stream = split.stream;
  rp_pool_run((j->count + j->group - 1) / j->group, split.threads, batch_task, j);
  rp_split_end(&split);
  return j->status;
}

/* Apart, so that small products need not make room for its variables. */
static RP_NOINLINE int32_t dense_product(uint32_t dtype, uint32_t transposed, size_t m, size_t n, size_t k, const void *a,
                                         const void *b, void *out) {
  const rp_kernels *kernels = rp_active_kernels();
  batch j = {.count = 1};
  j.first = (rp_product){
      .kernel = kernels->gemm[RP_OP_matmul][dtype], .sum = kernels->reduce[RP_OP_sum][dtype],
      .mul_add = kernels->tile[RP_OP_mul_add][dtype], .item = rp_item_size[dtype], .m = m, .n = n, .k = k,
      .a = a, .b = b, .c = out, .c_m = (ptrdiff_t)n, .c_n = 1, .alpha = 1, .beta = 0,
      .a_m = transposed & 1 ? 1 : (ptrdiff_t)k, .a_k = transposed & 1 ? (ptrdiff_t)m : 1,
      .b_k = transposed & 2 ? 1 : (ptrdiff_t)n, .b_n = transposed & 2 ? (ptrdiff_t)k : 1,
  };
  return run_batch(&j);
}

int32_t rp_matmul_dense(uint32_t dtype, uint32_t transposed, uint32_t m, uint32_t n, uint32_t k, void *a, void *b,
                        void *out) {
  if (dtype >= RP_DTYPES) return RP_BAD_DTYPE;
  const rp_gemm_kernel *kernel = rp_active_kernels()->gemm[RP_OP_matmul][dtype];
  if (!kernel) return RP_BAD_DTYPE;
  if (m == 0 || n == 0 || transposed > 3) return RP_BAD_PLAN;
  if (!out || (k > 0 && (!a || !b))) return RP_NULL_BUFFER;
  if ((transposed & 2) || !is_one_block(kernel, rp_item_size[dtype], m, n, k)) {
    return dense_product(dtype, transposed, m, n, k, a, b, out);
  }
  const ptrdiff_t a_row = transposed ? 1 : (ptrdiff_t)k, a_step = transposed ? (ptrdiff_t)m : 1;
  rp_gemm_block whole = one_block(kernel, m, n, k, a_row, a_step, (ptrdiff_t)n, (ptrdiff_t)n);
  whole.a = a, whole.b = b, whole.c = out;
  kernel->block(&whole);
  return RP_OK;
}

/*
 * A factor is of the operands' dtype: one that is 0 there is 0 everywhere, also where it would ask to read C. Not inlined:
 * gcc 12 makes one conversion of two, and that to double and back is none.
 */
static RP_NOINLINE double factor_of(uint32_t dtype, double factor) {
  return dtype == RP_FLOAT32 ? (double)(float)factor : factor;
}

int32_t rp_gemm(const rp_plan *plan, const void *a, const void *b, void *out) {
  if (!rp_plan_has_axes(plan) || plan->ndim < 3) return RP_BAD_PLAN;
  const uint32_t op = rp_plan_id(plan->op), dtype = rp_plan_id(plan->dtype);
  if (op >= RP_OPS || rp_op_table[op].family != RP_FAMILY_gemm) return RP_BAD_OP;
  if (dtype >= RP_DTYPES) return RP_BAD_DTYPE;
  const rp_kernels *kernels = rp_active_kernels();
  const rp_gemm_kernel *kernel = kernels->gemm[op][dtype];
  if (!kernel) return RP_BAD_DTYPE;
  batch j = {.plan = plan, .axes = (int)plan->ndim - 3, .count = 1};
  for (int d = 0; d < j.axes; d++) j.count *= (size_t)plan->axis[d].n;
  const rp_plan_axis *m = &plan->axis[j.axes], *n = m + 1, *k = m + 2;
  const ptrdiff_t item = rp_item_size[dtype];
  rp_product *p = &j.first;
  *p = (rp_product){
      .kernel = kernel, .sum = kernels->reduce[RP_OP_sum][dtype], .mul_add = kernels->tile[RP_OP_mul_add][dtype],
      .item = (size_t)item, .m = (size_t)m->n, .n = (size_t)n->n, .k = (size_t)k->n,
      .a = (const char *)a + (ptrdiff_t)plan->offset[0] * item, .b = (const char *)b + (ptrdiff_t)plan->offset[1] * item,
      .c = (char *)out + (ptrdiff_t)plan->out_offset * item, .a_m = (ptrdiff_t)m->in[0], .a_k = (ptrdiff_t)k->in[0],
      .b_k = (ptrdiff_t)k->in[1], .b_n = (ptrdiff_t)n->in[1], .c_m = (ptrdiff_t)m->out, .c_n = (ptrdiff_t)n->out,
      .alpha = factor_of(dtype, plan->scalar[0]), .beta = factor_of(dtype, plan->scalar[1]),
  };
  if (j.count == 0 || p->m == 0 || p->n == 0) return RP_OK;
  if (!out || (p->k > 0 && (!a || !b))) return RP_NULL_BUFFER;
  fold_axes(&j);
  return run_batch(&j);
}
