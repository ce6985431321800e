/*
 * Runs the native tests: runner [--effort PERCENT] [--filter NAME] [--isas "avx2 scalar"] [--vector BYTES]
 * [--best] [--slack BYTES] [--seconds LIMIT] [--digests] [GROUP …], with GROUP one of kernels, driver, pool, digests. --isas
 * and --vector say what detection must find here, and how wide the best of these is, for emulated CPUs; --best tests no
 * other; --slack is for emulators that read more than the CPU does; --digests prints what to compare with other machines
 * (test_digests.c). The last line is `N passed, N failed`.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/cpu.h"
#include "check.h"
#include "host.h"
#include "main.h"

static void test_detection(const char *expected, uint32_t vector) {
  if (!group_begin("detection")) return;
  char found[100] = "";
  EACH_ISA(isa) {
    if (*found) strcat(found, " ");
    strcat(found, rp_isa_table[isa].name);
    expect(rp_isa_table[isa].kernels != NULL, "%s is said to run, but has no kernels", rp_isa_table[isa].name);
    const uint32_t bytes = rp_cpu_vector_bytes(isa);
    expect(bytes >= 8 && bytes <= 256 && bytes % 8 == 0, "vectors of %u bytes", bytes);
  }
  const char *best = rp_isa_table[rp_cpu_isa()].name;
  const uint32_t bytes = rp_cpu_vector_bytes(rp_cpu_isa());
  printf("     instruction sets: %s; vectors of %u bits\n", found, 8 * bytes);
  expect(!expected || strcmp(found, expected) == 0, "this CPU should have \"%s\", found \"%s\"", expected, found);
  expect(!vector || bytes == vector, "%s should have vectors of %u bytes, found %u", best, vector, bytes);
  expect(strncmp(found, best, strlen(best)) == 0, "the best of \"%s\" should be in force, not %s", found, best);
  group_end();
}

int main(int argc, char **argv) {
  const char *isas = NULL;
  uint32_t vector = 0;
  int best = 0, kernels = 0, driver = 0, pool = 0, digests = 0;
  for (int i = 1; i < argc; i++) {
    const char *value = i + 1 < argc ? argv[i + 1] : "";
    if (!strcmp(argv[i], "--effort")) effort = (uint32_t)atoi(value), i++;
    else if (!strcmp(argv[i], "--filter")) filter = value, i++;
    else if (!strcmp(argv[i], "--isas")) isas = value, i++;
    else if (!strcmp(argv[i], "--vector")) vector = (uint32_t)atoi(value), i++;
    else if (!strcmp(argv[i], "--best")) best = 1;
    else if (!strcmp(argv[i], "--slack")) slack = (size_t)atoi(value), i++;
    else if (!strcmp(argv[i], "--seconds")) host_limit((unsigned)atoi(value)), i++;
    else if (!strcmp(argv[i], "--digests")) print_digests = 1;
    else if (!strcmp(argv[i], "kernels")) kernels = 1;
    else if (!strcmp(argv[i], "driver")) driver = 1;
    else if (!strcmp(argv[i], "pool")) pool = 1;
    else if (!strcmp(argv[i], "digests")) digests = 1;
    else {
      fprintf(stderr, "unknown argument %s\n", argv[i]);
      return 2;
    }
  }
  if (!kernels && !driver && !pool && !digests) kernels = driver = pool = digests = 1;
  watch_crashes();
  test_detection(isas, vector);
  test_table();
  only_best = best;
  if (kernels) {
    test_fma();
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
    test_gemm();
  }
  if (pool) test_rivals(), test_split(), test_pool();
  if (digests) test_digests();
  return summary();
}
