/*
 * One pool of threads for the process. A job is a number of independent tasks; the caller works too, and returns when all
 * are done. Each participant starts with its own contiguous share, always the same one, so that arrays used again find
 * the caches they were left in; whoever finishes early takes tasks from the others.
 */
#ifndef RP_POOL_H
#define RP_POOL_H

#include <stddef.h>
#include <stdint.h>

#define RP_MAX_THREADS 256

typedef void rp_task_fn(void *context, size_t task);

/*
 * Runs task 0 … tasks - 1 on up to `threads` threads, the caller included. When another thread of the process is using
 * the pool, or no worker can be started, the caller does everything itself.
 */
void rp_pool_run(size_t tasks, uint32_t threads, rp_task_fn *run, void *context);

/* How many threads a job may use: RP_OK or RP_BAD_THREADS (0, or more than RP_MAX_THREADS). */
int32_t rp_pool_set_threads(uint32_t threads);
uint32_t rp_pool_threads(void);

typedef struct rp_pool_stats {
  double workers; /* threads started so far, without callers */
  double parked;  /* of these, asleep */
  double jobs;    /* jobs that were shared out */
  double alone;   /* jobs that ran alone because the pool was busy */
} rp_pool_stats;
rp_pool_stats rp_pool_read(void);

#endif
