#if defined(_WIN32)
#include "host.h"

#include <stdint.h>
#include <stdio.h>
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

size_t host_page(void) {
  SYSTEM_INFO info;
  GetSystemInfo(&info);
  return info.dwPageSize;
}

char *host_guarded(size_t bytes) {
  const size_t page = host_page();
  char *p = VirtualAlloc(NULL, bytes + 2 * page, MEM_RESERVE, PAGE_NOACCESS);
  return p ? VirtualAlloc(p + page, bytes, MEM_COMMIT, PAGE_READWRITE) : NULL;
}

static void (*report_crash)(const char *what);

static LONG WINAPI crashed(EXCEPTION_POINTERS *e) {
  char what[100];
  snprintf(what, sizeof what, "exception %08lx at %p", e->ExceptionRecord->ExceptionCode,
           e->ExceptionRecord->ExceptionAddress);
  report_crash(what);
  ExitProcess(1);
}

void host_watch(void (*report)(const char *what)) {
  report_crash = report;
  SetUnhandledExceptionFilter(crashed);
}

static DWORD WINAPI wait_and_end(LPVOID seconds) {
  Sleep((DWORD)(uintptr_t)seconds * 1000);
  report_crash("took too long");
  ExitProcess(1);
}

void host_limit(unsigned seconds) { CreateThread(NULL, 0, wait_and_end, (LPVOID)(uintptr_t)seconds, 0, NULL); }

static double seconds_of(FILETIME t) {
  return ((double)t.dwHighDateTime * 4294967296.0 + (double)t.dwLowDateTime) * 1e-7;
}

double host_cpu_seconds(void) {
  FILETIME start, end, system, user;
  if (!GetProcessTimes(GetCurrentProcess(), &start, &end, &system, &user)) return 0;
  return seconds_of(system) + seconds_of(user);
}
#endif
