/*
 * Runs the native tests: runner [--effort PERCENT] [--filter NAME] [--isas "avx2 scalar"] [--slack BYTES]
 * [--seconds LIMIT] [GROUP …], with GROUP one of kernels, driver, pool. --isas says what detection must find here, for
 * emulated CPUs; --slack is for emulators that read more than the CPU does. The last line is `N passed, N failed`.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../core/cpu.h"
#include "check.h"
#include "main.h"

static void test_detection(const char *expected) {
  if (!group_begin("detection")) return;
  char found[100] = "";
  EACH_ISA(isa) {
    if (*found) strcat(found, " ");
    strcat(found, rp_isa_table[isa].name);
    expect(rp_isa_table[isa].kernels != NULL, "%s is said to run, but has no kernels", rp_isa_table[isa].name);
  }
  printf("     instruction sets: %s\n", found);
  expect(!expected || strcmp(found, expected) == 0, "this CPU should have \"%s\", found \"%s\"", expected, found);
  expect(rp_isa_table[rp_cpu_isa()].name && strncmp(found, rp_isa_table[rp_cpu_isa()].name, 4) == 0,
         "the best of \"%s\" should be in force, not %s", found, rp_isa_table[rp_cpu_isa()].name);
  group_end();
}

int main(int argc, char **argv) {
  const char *isas = NULL;
  int kernels = 0, driver = 0, pool = 0;
  for (int i = 1; i < argc; i++) {
    const char *value = i + 1 < argc ? argv[i + 1] : "";
    if (!strcmp(argv[i], "--effort")) effort = (uint32_t)atoi(value), i++;
    else if (!strcmp(argv[i], "--filter")) filter = value, i++;
    else if (!strcmp(argv[i], "--isas")) isas = value, i++;
    else if (!strcmp(argv[i], "--slack")) slack = (size_t)atoi(value), i++;
    else if (!strcmp(argv[i], "--seconds")) alarm((unsigned)atoi(value)), i++;
    else if (!strcmp(argv[i], "kernels")) kernels = 1;
    else if (!strcmp(argv[i], "driver")) driver = 1;
    else if (!strcmp(argv[i], "pool")) pool = 1;
    else {
      fprintf(stderr, "unknown argument %s\n", argv[i]);
      return 2;
    }
  }
  if (!kernels && !driver && !pool) kernels = driver = pool = 1;
  watch_crashes();
  test_detection(isas);
  test_table();
  if (kernels) {
    test_tiles();
    test_casts();
    test_reductions();
    test_arg_reductions();
  }
  if (driver) {
    test_status();
    test_short_cuts();
    test_elementwise_driver();
    test_reduce_driver();
  }
  if (pool) test_pool();
  return summary();
}
