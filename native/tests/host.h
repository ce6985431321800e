/*
 * The few things that the tests need of an operating system, beside threads and clocks, which are POSIX's on Windows too
 * (winpthreads). host_posix.c serves Linux and macOS, host_windows.c serves Windows; each is empty elsewhere.
 */
#ifndef RP_HOST_H
#define RP_HOST_H

#include <stddef.h>

size_t host_page(void);
/* Whole pages between two that nobody may touch; NULL if there is no memory. `bytes` is a multiple of a page. */
char *host_guarded(size_t bytes);
/* Has a crash, or the end of a time limit, reported before the process ends with status 1. */
void host_watch(void (*report)(const char *what));
void host_limit(unsigned seconds);
/* CPU time of the process. */
double host_cpu_seconds(void);

#endif
