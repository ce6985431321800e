/* Opens the library as Windows does, finds every function that the tables export, and calls those that only tell. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

static const char *const names[] = {
#define RP_FAMILY(name, inputs) "rp_" #name,
#include "../../families.def"
#undef RP_FAMILY
#define RP_FUNCTION(name, result, parameters) "rp_" #name,
#include "../../library.def"
#undef RP_FUNCTION
};

static int passed, failed;

static void expect(int condition, const char *what) {
  if (condition) passed++;
  else failed++, printf("  FAIL %s\n", what);
}

int main(int argc, char **argv) {
  HMODULE library = argc > 1 ? LoadLibraryA(argv[1]) : NULL;
  if (!library) printf("     error %lu\n", GetLastError());
  expect(library != NULL, "the library opens");
  for (size_t i = 0; library && i < sizeof names / sizeof *names; i++) {
    expect(GetProcAddress(library, names[i]) != NULL, names[i]);
  }
  if (library && !failed) {
    /* By way of void *, since a cast between function types would be warned about. */
    int32_t (*abi)(void *) = (int32_t(*)(void *))(void *)GetProcAddress(library, "rp_abi");
    uint32_t (*cpus)(void) = (uint32_t(*)(void))(void *)GetProcAddress(library, "rp_usable_cpus");
    double (*memory)(void) = (double (*)(void))(void *)GetProcAddress(library, "rp_physical_memory");
    char digits[65] = "";
    expect(abi(digits) == 0 && strcmp(digits, RP_ABI_HASH) == 0, "the ABI hash");
    expect(cpus() > 0, "the number of CPUs");
    expect(memory() > 1e6, "the size of the memory");
  }
  printf("%-4s %-34s %5d passed %4d failed\n", failed ? "FAIL" : "ok", "the DLL, opened", passed, failed);
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
