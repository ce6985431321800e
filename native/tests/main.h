/* Between main.c and check.c. */
#ifndef RP_TESTS_MAIN_H
#define RP_TESTS_MAIN_H

#include <stddef.h>

/* Only groups whose name contains this run; NULL: all. */
extern const char *filter;
/* How many bytes to leave between data and the inaccessible page. */
extern size_t slack;
/* Whether to print the digests of results. */
extern int print_digests;

#endif
