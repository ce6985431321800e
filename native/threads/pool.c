#include "pool.h"

#include <stdatomic.h>

#include "../core/plan.h"
#include "system.h"

/* A worker that finds nothing to do spins this long, then sleeps: calls in a loop find it awake, an idle process is idle. */
#define SPIN_NANOSECONDS 150000u
#define SPINS_PER_CLOCK 64

/* What is left of a participant's share. */
typedef struct share {
  _Atomic size_t next;
  size_t end;
} share;

/*
 * The state of the current job in one word, so that joining and closing cannot race: the job's number in the upper half,
 * OPEN while workers may still join, and below it how many are inside.
 */
#define OPEN ((uint64_t)1 << 31)
#define INSIDE (OPEN - 1)
#define NUMBER(state) ((state) >> 32)

/*
 * A line of the cache that another CPU wrote takes 0.2 microseconds to come, which is what sharing small work costs. So all
 * that the first worker needs is in one line: the state, the job and its share.
 */
static struct {
  _Alignas(64) _Atomic uint64_t state;
  /* Written by the one caller that holds `busy`, while no worker is inside. */
  rp_task_fn *run;
  void *context;
  uint32_t threads;
  share second;
} job;
static struct {
  _Alignas(64) share share;
} others[RP_MAX_THREADS];

static share *share_of(uint32_t participant) { return participant == 1 ? &job.second : &others[participant].share; }

static _Alignas(64) atomic_flag busy = ATOMIC_FLAG_INIT;
static _Atomic uint32_t workers, parked, limit;
static _Atomic uint64_t jobs, alone;
static rp_lock lock = RP_LOCK_INIT;
static rp_condition wake = RP_CONDITION_INIT;

/*
 * A worker that is woken while the other CPUs are busy lands on the caller's, and stays there for milliseconds, which are
 * dozens of calls. With few CPUs this is the rule rather than the exception, so the workers are kept off the caller's CPU.
 * With many there is nearly always an idle one, and moving every worker whenever the caller moves would cost more.
 */
#define PLACED_CPUS 8
static _Atomic uint32_t threads_of[RP_MAX_THREADS];
static uint32_t kept_off = UINT32_MAX, placed;

static void place(uint32_t participants) {
  const uint32_t cpu = rp_system_cpu();
  if (cpu == UINT32_MAX || participants > PLACED_CPUS || (cpu == kept_off && placed == participants)) return;
  int all = 1;
  for (uint32_t p = 1; p < participants; p++) {
    const uint32_t thread = atomic_load_explicit(&threads_of[p], memory_order_acquire);
    if (thread) rp_thread_keep_off(thread, cpu);
    else all = 0; /* it has not begun to run */
  }
  kept_off = cpu;
  placed = all ? participants : 0;
}

static void work(uint32_t self) {
  /* Read once: the first worker writes to their line with every task that it takes. */
  rp_task_fn *const run = job.run;
  void *const context = job.context;
  const uint32_t threads = job.threads;
  for (uint32_t k = 0; k < threads; k++) {
    const uint32_t whose = self + k < threads ? self + k : self + k - threads;
    share *s = share_of(whose);
    const size_t end = s->end;
    /* Looked at before it is written to: at the end most are empty. */
    while (atomic_load_explicit(&s->next, memory_order_relaxed) < end) {
      const size_t task = atomic_fetch_add_explicit(&s->next, 1, memory_order_relaxed);
      if (task >= end) break;
      if (task + 1 == end) __builtin_prefetch(share_of(whose + 1 < threads ? whose + 1 : 0));
      run(context, task);
    }
  }
}

/* The state of a job newer than `seen` that is open; spins, then sleeps, until there is one. */
static uint64_t next_job(uint64_t seen) {
  uint64_t now = atomic_load_explicit(&job.state, memory_order_acquire);
  const uint64_t start = rp_nanoseconds();
  for (uint32_t spins = 1; !(now & OPEN) || NUMBER(now) == seen; spins++) {
    if (spins % SPINS_PER_CLOCK == 0 && rp_nanoseconds() - start > SPIN_NANOSECONDS) {
      rp_lock_take(&lock);
      atomic_fetch_add(&parked, 1);
      for (now = atomic_load(&job.state); !(now & OPEN) || NUMBER(now) == seen; now = atomic_load(&job.state)) {
        rp_condition_wait(&wake, &lock);
      }
      atomic_fetch_sub(&parked, 1);
      rp_lock_give(&lock);
      return now;
    }
    rp_relax();
    now = atomic_load_explicit(&job.state, memory_order_acquire);
  }
  return now;
}

static void worker(void *argument) {
  const uint32_t self = (uint32_t)(uintptr_t)argument;
  uint64_t seen = 0;
  atomic_store_explicit(&threads_of[self], rp_thread_self(), memory_order_release);
  for (;;) {
    uint64_t now = next_job(seen);
    /* Join, unless the job is closed first. */
    if (!atomic_compare_exchange_strong_explicit(&job.state, &now, now + 1, memory_order_acq_rel, memory_order_acquire))
      continue;
    seen = NUMBER(now);
    if (self < job.threads) work(self);
    atomic_fetch_sub_explicit(&job.state, 1, memory_order_release);
  }
}

/* Starts workers until there are `wanted`; how many there are now. Called with `busy` held. */
static uint32_t start_workers(uint32_t wanted) {
  uint32_t n = atomic_load_explicit(&workers, memory_order_relaxed);
  while (n < wanted && rp_thread_start(worker, (void *)(uintptr_t)(n + 1)) == 0) n++;
  atomic_store_explicit(&workers, n, memory_order_relaxed);
  return n;
}

void rp_pool_run(size_t tasks, uint32_t threads, rp_task_fn *run, void *context) {
  if (threads > rp_pool_threads()) threads = rp_pool_threads();
  if (threads > tasks) threads = (uint32_t)tasks;
  int shared = 0;
  if (threads > 1) {
    shared = !atomic_flag_test_and_set_explicit(&busy, memory_order_acquire);
    if (!shared) atomic_fetch_add_explicit(&alone, 1, memory_order_relaxed);
  }
  if (shared) {
    const uint32_t available = start_workers(threads - 1) + 1;
    if (threads > available) threads = available;
    if (threads == 1) {
      shared = 0;
      atomic_flag_clear_explicit(&busy, memory_order_release);
    }
  }
  if (!shared) {
    for (size_t task = 0; task < tasks; task++) run(context, task);
    return;
  }
  place(threads);
  job.run = run;
  job.context = context;
  job.threads = threads;
  for (uint32_t p = 0; p < threads; p++) {
    share *s = share_of(p);
    atomic_store_explicit(&s->next, tasks * p / threads, memory_order_relaxed);
    s->end = tasks * (p + 1) / threads;
  }
  /* No locked instruction, which would wait for all lines written above: `busy` is held. */
  atomic_store_explicit(&jobs, atomic_load_explicit(&jobs, memory_order_relaxed) + 1, memory_order_relaxed);
  const uint64_t number = NUMBER(atomic_load_explicit(&job.state, memory_order_relaxed)) + 1;
  /* Sequentially consistent, against next_job(): either the worker sees the job, or this sees it parked. */
  atomic_store(&job.state, number << 32 | OPEN);
  if (atomic_load(&parked)) {
    rp_lock_take(&lock);
    rp_condition_wake_all(&wake);
    rp_lock_give(&lock);
  }
  work(0);
  /* Every task is taken: whoever has not joined need not, and those inside are about to finish. */
  uint64_t now = atomic_fetch_and_explicit(&job.state, ~OPEN, memory_order_acq_rel);
  while (now & INSIDE) {
    rp_relax();
    now = atomic_load_explicit(&job.state, memory_order_acquire);
  }
  atomic_flag_clear_explicit(&busy, memory_order_release);
}

int32_t rp_pool_set_threads(uint32_t threads) {
  if (threads == 0 || threads > RP_MAX_THREADS) return RP_BAD_THREADS;
  atomic_store_explicit(&limit, threads, memory_order_relaxed);
  return RP_OK;
}

uint32_t rp_pool_threads(void) {
  uint32_t n = atomic_load_explicit(&limit, memory_order_relaxed);
  if (!n) {
    n = rp_system_cpus();
    if (n > RP_MAX_THREADS) n = RP_MAX_THREADS;
    atomic_store_explicit(&limit, n, memory_order_relaxed);
  }
  return n;
}

rp_pool_stats rp_pool_read(void) {
  return (rp_pool_stats){(double)atomic_load_explicit(&workers, memory_order_relaxed),
                         (double)atomic_load_explicit(&parked, memory_order_relaxed),
                         (double)atomic_load_explicit(&jobs, memory_order_relaxed),
                         (double)atomic_load_explicit(&alone, memory_order_relaxed)};
}
