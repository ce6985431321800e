#if !defined(_WIN32)
#define _GNU_SOURCE
#include "host.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

size_t host_page(void) { return (size_t)sysconf(_SC_PAGESIZE); }

char *host_guarded(size_t bytes) {
  const size_t page = host_page();
  char *p = mmap(NULL, bytes + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p == MAP_FAILED || mprotect(p + page, bytes, PROT_READ | PROT_WRITE) ? NULL : p + page;
}

static void (*report_crash)(const char *what);

static void crashed(int number) {
  report_crash(number == SIGALRM ? "took too long" : strsignal(number));
  _exit(1);
}

void host_watch(void (*report)(const char *what)) {
  report_crash = report;
  const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGALRM};
  struct sigaction action = {.sa_handler = crashed};
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
}

void host_limit(unsigned seconds) { alarm(seconds); }

double host_cpu_seconds(void) {
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) * 1e-6;
}
#endif
