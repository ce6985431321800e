/* The thread pool: every task once, no lost wake-up, several callers at once, and no CPU used without work. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../core/scratch.h"
#include "../threads/pool.h"
#include "../threads/system.h"
#include "calls.h"
#include "check.h"
#include "host.h"

static void sleep_for(uint64_t nanoseconds) {
  struct timespec t = {(time_t)(nanoseconds / 1000000000u), (long)(nanoseconds % 1000000000u)};
  nanosleep(&t, NULL);
}

/* ---- every task once ---- */

#define MOST_TASKS 5000
static _Atomic uint32_t times[MOST_TASKS + 1];

static void count_task(void *context, size_t task) {
  (void)context;
  atomic_fetch_add_explicit(&times[task <= MOST_TASKS ? task : MOST_TASKS], 1, memory_order_relaxed);
}

static void every_task_once(void) {
  if (!group_begin("pool: every task once")) return;
  const size_t sizes[] = {0, 1, 2, 3, 4, 7, 8, 9, 16, 17, 100, 1000, MOST_TASKS};
  const uint32_t threads[] = {1, 2, 3, 4, 8, 16};
  for (size_t t = 0; t < sizeof threads / sizeof *threads; t++) {
    now.threads = threads[t];
    rp_set_threads(threads[t]);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
      for (size_t repeat = 0; repeat < scaled(40); repeat++) {
        memset((void *)times, 0, sizeof times);
        now.rows = sizes[s];
        /* More threads than the limit may be asked for, and are not given. */
        rp_pool_run(sizes[s], threads[t] + (uint32_t)below(2), count_task, NULL);
        size_t task = 0;
        while (task < MOST_TASKS && atomic_load(&times[task]) == (task < sizes[s])) task++;
        expect(task == MOST_TASKS, "task %zu of %zu ran %u times", task, sizes[s], atomic_load(&times[task]));
        if (atomic_load(&times[MOST_TASKS])) failed("a task past the last one ran");
      }
    }
    test_end();
  }
  group_end();
}

/* ---- workers take part, and none sleeps through a job ---- */

typedef struct meeting {
  uint32_t expected;
  _Atomic uint32_t arrived;
  _Atomic int late;
} meeting;

/* Returns when all tasks of the job have started, which takes one thread for each. */
static void meet(void *context, size_t task) {
  (void)task;
  meeting *m = context;
  atomic_fetch_add(&m->arrived, 1);
  const uint64_t start = rp_nanoseconds();
  while (atomic_load(&m->arrived) < m->expected) {
    if (rp_nanoseconds() - start > 20000000000u) {
      atomic_store(&m->late, 1);
      return;
    }
    sleep_for(20000);
  }
}

static void workers_meet(uint32_t threads) {
  meeting m = {.expected = threads};
  rp_set_threads(threads);
  rp_pool_run(threads, threads, meet, &m);
  expect(!atomic_load(&m.late), "%u of %u threads came", atomic_load(&m.arrived), threads);
}

static void no_lost_wake_up(void) {
  if (!group_begin("pool: workers come, spinning or asleep")) return;
  for (uint32_t threads = 2; threads <= 4; threads++) {
    now.threads = threads;
    /* Around the moment when workers go to sleep. */
    for (size_t i = 0; i < scaled(300); i++) {
      workers_meet(threads);
      const uint64_t start = rp_nanoseconds(), pause = below(400000);
      while (rp_nanoseconds() - start < pause) rp_relax();
    }
    test_end();
  }
  for (int i = 0; i < 3; i++) {
    double info[4];
    sleep_for(300000000);
    rp_pool_info(info);
    expect(info[0] >= 3, "%g workers were started", info[0]);
    expect(info[0] == info[1], "%g of %g workers sleep after 300 ms", info[1], info[0]);
    workers_meet(2 + (uint32_t)i);
  }
  group_end();
}

/* ---- several callers ---- */

#define CALLERS 4
#define ROWS 700
#define COLUMNS 300
#define N (ROWS * COLUMNS)
static double a[N], b[N], added[N];
static double whole, by_column[COLUMNS], by_row[ROWS], spread[COLUMNS];
static int64_t largest;
static _Atomic uint64_t wrong, right;

static rp_plan matrix_plan(uint32_t op, int kept, size_t kept_n, size_t kept_stride, size_t n, size_t stride) {
  rp_plan p = {.op = op, .dtype = RP_FLOAT64, .ndim = kept + 1, .kept = kept};
  if (kept) p.axis[0] = (rp_plan_axis){(double)kept_n, {(double)kept_stride}, 1};
  p.axis[kept] = (rp_plan_axis){(double)n, {(double)stride}, 0};
  return p;
}

/* One call of one kind; 0 unless it succeeds. */
static int call(int kind, double *to) {
  rp_plan p;
  switch (kind) {
    case 0:
      p = (rp_plan){.op = RP_OP_add, .dtype = RP_FLOAT64, .ndim = 1, .kept = 1};
      p.axis[0] = (rp_plan_axis){N, {1, 1}, 1};
      return rp_binary(&p, a, b, to) == RP_OK;
    case 1: return p = matrix_plan(RP_OP_sum, 0, 0, 0, N, 1), rp_reduce(&p, a, to) == RP_OK;
    case 2: return p = matrix_plan(RP_OP_sum, 1, COLUMNS, 1, ROWS, COLUMNS), rp_reduce(&p, a, to) == RP_OK;
    case 3: return p = matrix_plan(RP_OP_mean, 1, ROWS, COLUMNS, COLUMNS, 1), rp_reduce(&p, a, to) == RP_OK;
    case 4: return p = matrix_plan(RP_OP_std, 1, COLUMNS, 1, ROWS, COLUMNS), rp_reduce(&p, a, to) == RP_OK;
    case 5: return p = matrix_plan(RP_OP_argmax, 0, 0, 0, N, 1), rp_argreduce(&p, a, to) == RP_OK;
    default: /* transposed, so packed */
      p = (rp_plan){.op = RP_OP_add, .dtype = RP_FLOAT64, .ndim = 2, .kept = 2};
      p.axis[0] = (rp_plan_axis){COLUMNS, {1, 1}, 1};
      p.axis[1] = (rp_plan_axis){ROWS, {COLUMNS, COLUMNS}, COLUMNS};
      return rp_binary(&p, a, b, to) == RP_OK;
  }
}

static void *caller(void *argument) {
  uint32_t seed = (uint32_t)(uintptr_t)argument;
  double *to = malloc(N * sizeof *to);
  const void *const want[] = {added, &whole, by_column, by_row, spread, &largest, added};
  const size_t bytes[] = {sizeof added, 8, sizeof by_column, sizeof by_row, sizeof spread, 8, sizeof added};
  for (size_t i = 0; i < scaled(400); i++) {
    seed = seed * 1664525u + 1013904223u;
    const int kind = (int)(seed >> 16) % 7;
    /* The limit may change while others run. */
    if (seed >> 28 == 0) rp_set_threads(1 + (seed >> 8) % 4);
    const int ok = call(kind, to) && memcmp(to, want[kind], bytes[kind]) == 0;
    atomic_fetch_add(ok ? &right : &wrong, 1);
  }
  free(to);
  return NULL;
}

static void callers_at_once(void) {
  if (!group_begin("pool: several callers at once")) return;
  fill(a, N, RP_FLOAT64, DATA_UNIT);
  fill(b, N, RP_FLOAT64, DATA_WIDE);
  rp_set_threads(1);
  for (size_t i = 0; i < N; i++) added[i] = a[i] + b[i];
  int ok = call(1, &whole) && call(2, by_column) && call(3, by_row) && call(4, spread);
  ok = ok && call(5, (double *)(void *)&largest);
  expect(ok, "calls alone");
  rp_set_threads(3);
  /* Less stack than the 2 MiB of a notebook cell. */
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, (size_t)512 << 10);
  pthread_t threads[CALLERS];
  for (size_t i = 0; i < CALLERS; i++) pthread_create(&threads[i], &attributes, caller, (void *)(uintptr_t)(i + 1));
  for (size_t i = 0; i < CALLERS; i++) pthread_join(threads[i], NULL);
  pthread_attr_destroy(&attributes);
  const uint64_t calls = CALLERS * scaled(400);
  expect(atomic_load(&wrong) == 0, "%llu of %llu calls gave something else", (unsigned long long)atomic_load(&wrong),
         (unsigned long long)calls);
  expect(atomic_load(&right) == calls, "%llu of %llu calls were right", (unsigned long long)atomic_load(&right),
         (unsigned long long)calls);
  group_end();
}

/* ---- workspace ---- */

/* More than there are in the fixed set. */
#define HELD (RP_SCRATCH_BLOCKS + 6)
#define WORKSPACE_TASKS 50

static void hold_workspace(void *context, size_t task) {
  _Atomic uint32_t *clashes = context;
  rp_scratch held[HELD];
  for (size_t i = 0; i < HELD; i++) {
    held[i] = rp_scratch_take(i % 2 ? RP_SCRATCH_BYTES : sizeof(size_t));
    if (held[i].memory) *(size_t *)held[i].memory = task * HELD + i;
  }
  for (size_t i = 0; i < HELD; i++) {
    if (!held[i].memory || *(size_t *)held[i].memory != task * HELD + i) atomic_fetch_add(clashes, 1);
    rp_scratch_give(held[i]);
  }
}

static void workspace(void) {
  if (!group_begin("pool: workspace belongs to one task at a time")) return;
  rp_set_threads(4);
  _Atomic uint32_t clashes = 0;
  const rp_scratch_stats before = rp_scratch_read();
  rp_pool_run(WORKSPACE_TASKS, 4, hold_workspace, &clashes);
  const rp_scratch_stats after = rp_scratch_read();
  expect(clashes == 0, "%u blocks were somebody else's, too", clashes);
  expect(after.taken - before.taken == WORKSPACE_TASKS * HELD, "%g blocks were counted", after.taken - before.taken);
  expect(after.heap - before.heap >= WORKSPACE_TASKS * (HELD - RP_SCRATCH_BLOCKS), "%g blocks from the heap",
         after.heap - before.heap);
  expect(after.held <= RP_SCRATCH_BLOCKS && after.in_use == 0, "%g blocks are held, %g in use", after.held, after.in_use);
  group_end();
}

/* ---- idle ---- */

static void idle(void) {
  if (!group_begin("pool: idle after work")) return;
  workers_meet(4);
  sleep_for(100000000); /* spinning ends long before */
  const double before = host_cpu_seconds();
  sleep_for(1000000000);
  const double used = host_cpu_seconds() - before;
  expect(used < 0.02, "an idle second cost %.1f ms of CPU", used * 1e3);
  expect(rp_scratch_read().in_use == 0, "%g blocks of workspace were not given back", rp_scratch_read().in_use);
  group_end();
}

void test_pool(void) {
  every_task_once();
  no_lost_wake_up();
  callers_at_once();
  workspace();
  idle();
}
