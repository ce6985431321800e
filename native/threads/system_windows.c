#if defined(_WIN32)
#include "system.h"

#include <stdlib.h>

void rp_lock_take(rp_lock *lock) { AcquireSRWLockExclusive(lock); }
void rp_lock_give(rp_lock *lock) { ReleaseSRWLockExclusive(lock); }
void rp_condition_wait(rp_condition *condition, rp_lock *lock) {
  SleepConditionVariableSRW(condition, lock, INFINITE, 0);
}
void rp_condition_wake_all(rp_condition *condition) { WakeAllConditionVariable(condition); }

typedef struct start {
  void (*body)(void *);
  void *argument;
} start;

static DWORD WINAPI enter(LPVOID p) {
  start s = *(start *)p;
  free(p);
  s.body(s.argument);
  return 0;
}

/* Keeps this library loaded for good, since its threads never end: see system_posix.c. */
static void stay(void) {
  HMODULE module;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS, (LPCSTR)(uintptr_t)enter,
                     &module);
}

void rp_system_keep(const char *path) {
  HMODULE module;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN, path, &module);
}

int rp_thread_start(void (*body)(void *), void *argument) {
  stay();
  start *s = malloc(sizeof *s);
  if (!s) return 1;
  *s = (start){body, argument};
  HANDLE thread = CreateThread(NULL, 0, enter, s, 0, NULL);
  if (!thread) {
    free(s);
    return 1;
  }
  CloseHandle(thread);
  return 0;
}

/* Windows places threads by itself. */
uint32_t rp_thread_self(void) { return 0; }
uint32_t rp_system_cpu(void) { return UINT32_MAX; }
void rp_thread_keep_off(uint32_t thread, uint32_t cpu) { (void)thread, (void)cpu; }

uint64_t rp_nanoseconds(void) {
  LARGE_INTEGER frequency, now;
  QueryPerformanceFrequency(&frequency);
  QueryPerformanceCounter(&now);
  const uint64_t seconds = (uint64_t)now.QuadPart / (uint64_t)frequency.QuadPart;
  const uint64_t rest = (uint64_t)now.QuadPart % (uint64_t)frequency.QuadPart;
  return seconds * 1000000000u + rest * 1000000000u / (uint64_t)frequency.QuadPart;
}

uint32_t rp_system_cpus(void) {
  DWORD_PTR mine = 0, all = 0;
  uint32_t cpus = 0;
  if (GetProcessAffinityMask(GetCurrentProcess(), &mine, &all)) {
    for (; mine; mine &= mine - 1) cpus++;
  }
  return cpus ? cpus : 1;
}

double rp_system_memory(void) {
  MEMORYSTATUSEX status = {.dwLength = sizeof status};
  return GlobalMemoryStatusEx(&status) ? (double)status.ullTotalPhys : 0;
}
#endif
