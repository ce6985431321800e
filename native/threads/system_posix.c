#if !defined(_WIN32)
#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#include <sys/syscall.h>
#endif
#include "system.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void rp_lock_take(rp_lock *lock) { pthread_mutex_lock(lock); }
void rp_lock_give(rp_lock *lock) { pthread_mutex_unlock(lock); }
void rp_condition_wait(rp_condition *condition, rp_lock *lock) { pthread_cond_wait(condition, lock); }
void rp_condition_wake_all(rp_condition *condition) { pthread_cond_broadcast(condition); }

typedef struct start {
  void (*body)(void *);
  void *argument;
} start;

static void *enter(void *p) {
  start s = *(start *)p;
  free(p);
  /* Signals are the host program's business. */
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
  s.body(s.argument);
  return NULL;
}

/*
 * Keeps this library loaded for good. Deno closes a library with the isolate that opened it (a worker that ends, a test
 * file that is done), and threads must not be left without their code and their condition.
 */
static void stay(void) {
  Dl_info info;
  if (dladdr((void *)(uintptr_t)enter, &info) && info.dli_fname)
    dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

void rp_system_keep(const char *path) { dlopen(path, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE); }

int rp_thread_start(void (*body)(void *), void *argument) {
  stay();
  start *s = malloc(sizeof *s);
  if (!s) return 1;
  *s = (start){body, argument};
  pthread_attr_t attributes;
  pthread_t thread;
  if (pthread_attr_init(&attributes)) {
    free(s);
    return 1;
  }
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  const int failed = pthread_create(&thread, &attributes, enter, s);
  pthread_attr_destroy(&attributes);
  if (failed) free(s);
  return failed;
}

#if defined(__linux__)
uint32_t rp_thread_self(void) { return (uint32_t)syscall(SYS_gettid); }

uint32_t rp_system_cpu(void) {
  const int cpu = sched_getcpu();
  return cpu < 0 ? UINT32_MAX : (uint32_t)cpu;
}

void rp_thread_keep_off(uint32_t thread, uint32_t cpu) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) || cpu >= CPU_SETSIZE) return;
  CPU_CLR(cpu, &set);
  if (CPU_COUNT(&set) > 0) sched_setaffinity((pid_t)thread, sizeof set, &set);
}
#else
uint32_t rp_thread_self(void) { return 0; }
uint32_t rp_system_cpu(void) { return UINT32_MAX; }
void rp_thread_keep_off(uint32_t thread, uint32_t cpu) { (void)thread, (void)cpu; }
#endif

uint64_t rp_nanoseconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

#if defined(__linux__)
/* A quota of 150000 of each 100000 microseconds allows two threads; "max" and -1 mean no quota. */
static uint32_t quota_of(double quota, double period) {
  if (quota <= 0 || period <= 0) return UINT32_MAX;
  const double cpus = quota / period;
  return cpus < 1 ? 1 : (uint32_t)(cpus + 0.999);
}

static uint32_t quota_in(const char *path) {
  char file[512], text[64] = "";
  double quota = 0, period = 0;
  snprintf(file, sizeof file, "/sys/fs/cgroup%s/cpu.max", path);
  FILE *f = fopen(file, "re");
  if (f) {
    const int found = fscanf(f, "%63s %lf", text, &period);
    fclose(f);
    return found == 2 && strcmp(text, "max") != 0 ? quota_of(atof(text), period) : UINT32_MAX;
  }
  snprintf(file, sizeof file, "/sys/fs/cgroup/cpu%s/cpu.cfs_quota_us", path);
  f = fopen(file, "re");
  if (!f) return UINT32_MAX;
  int found = fscanf(f, "%lf", &quota);
  fclose(f);
  snprintf(file, sizeof file, "/sys/fs/cgroup/cpu%s/cpu.cfs_period_us", path);
  f = fopen(file, "re");
  if (!f) return UINT32_MAX;
  found += fscanf(f, "%lf", &period);
  fclose(f);
  return found == 2 ? quota_of(quota, period) : UINT32_MAX;
}

static uint32_t cgroup_cpus(void) {
  uint32_t least = quota_in("");
  FILE *f = fopen("/proc/self/cgroup", "re");
  if (!f) return least;
  char line[512];
  while (fgets(line, sizeof line, f)) {
    line[strcspn(line, "\n")] = 0;
    char *controllers = strchr(line, ':');
    char *path = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!path || strlen(path) > 400) continue;
    const int unified = path == controllers + 1;
    *path++ = 0;
    if (!unified && !strstr(controllers, "cpu")) continue;
    /* Every level from here to the root may set a quota. */
    while (*path && strcmp(path, "/") != 0) {
      const uint32_t here = quota_in(path);
      if (here < least) least = here;
      char *up = strrchr(path, '/');
      if (!up) break;
      *up = 0;
    }
  }
  fclose(f);
  return least;
}
#endif

uint32_t rp_system_cpus(void) {
  uint32_t cpus = 0;
#if defined(__linux__)
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) cpus = (uint32_t)CPU_COUNT(&set);
#endif
  if (!cpus) {
    const long online = sysconf(_SC_NPROCESSORS_ONLN);
    cpus = online > 0 ? (uint32_t)online : 1;
  }
#if defined(__linux__)
  const uint32_t quota = cgroup_cpus();
  if (quota < cpus) cpus = quota;
#endif
  return cpus;
}

double rp_system_memory(void) {
#if defined(_SC_PHYS_PAGES)
  const long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? (double)pages * (double)size : 0;
#else
  return 0;
#endif
}
#endif
