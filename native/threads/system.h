/*
 * The few things that the thread pool needs of an operating system: a lock, a condition, a thread, a clock, a CPU count.
 * system_posix.c serves Linux and macOS, system_windows.c serves Windows; each is empty elsewhere.
 */
#ifndef RP_SYSTEM_H
#define RP_SYSTEM_H

#include <stdint.h>

#if defined(_WIN32)
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
typedef SRWLOCK rp_lock;
typedef CONDITION_VARIABLE rp_condition;
#define RP_LOCK_INIT SRWLOCK_INIT
#define RP_CONDITION_INIT CONDITION_VARIABLE_INIT
#else
#include <pthread.h>
typedef pthread_mutex_t rp_lock;
typedef pthread_cond_t rp_condition;
#define RP_LOCK_INIT PTHREAD_MUTEX_INITIALIZER
#define RP_CONDITION_INIT PTHREAD_COND_INITIALIZER
#endif

void rp_lock_take(rp_lock *lock);
void rp_lock_give(rp_lock *lock);
void rp_condition_wait(rp_condition *condition, rp_lock *lock);
void rp_condition_wake_all(rp_condition *condition);
/* Starts a detached thread; 0 on success. */
int rp_thread_start(void (*body)(void *), void *argument);
/* The calling thread, for rp_thread_keep_off(); 0 where threads cannot be placed. */
uint32_t rp_thread_self(void);
/* The CPU on which the caller runs; UINT32_MAX where it cannot be told cheaply. */
uint32_t rp_system_cpu(void);
/* Lets a thread run on all CPUs that the caller may use but one. */
void rp_thread_keep_off(uint32_t thread, uint32_t cpu);
/* Keeps a library that is loaded for good, whoever closes it. */
void rp_system_keep(const char *path);
/* Nanoseconds of a clock that never goes back. */
uint64_t rp_nanoseconds(void);
/* CPUs that this process may use: its affinity mask, bounded by the quota of its control group. At least 1. */
uint32_t rp_system_cpus(void);
/* Bytes of memory that the machine has; 0 where it does not say. */
double rp_system_memory(void);

/* Tells the core that this is a spin loop. */
static inline void rp_relax(void) {
#if defined(__x86_64__) || defined(_M_X64)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
