/*
 * For the Windows library alone: it is linked without a compiler's start-up files and runtime library, which Debian does
 * not have for clang, so the two functions that it needs of them are here.
 */

/* The entry point of the DLL. There is nothing to set up: no C++ objects, no thread-local variables, and Windows' own C library. */
int __stdcall DllMainCRTStartup(void *module, unsigned long reason, void *reserved);
int __stdcall DllMainCRTStartup(void *module, unsigned long reason, void *reserved) {
  (void)module;
  (void)reason;
  (void)reserved;
  return 1;
}

/*
 * What the compiler calls before it takes a stack frame of more than a page. Windows gives a stack its memory one page at a
 * time, through a guard page that must be touched: a large frame may not jump over it. RAX holds the size of the frame;
 * every register is preserved.
 */
__attribute__((naked)) void ___chkstk_ms(void);
__attribute__((naked)) void ___chkstk_ms(void) {
  __asm__(
      "pushq %rax\n"
      "pushq %rcx\n"
      /* The caller's stack pointer: above the return address and the two that were just pushed. */
      "leaq 24(%rsp), %rcx\n"
      "1: cmpq $4096, %rax\n"
      "jbe 2f\n"
      "subq $4096, %rcx\n"
      "orb $0, (%rcx)\n"
      "subq $4096, %rax\n"
      "jmp 1b\n"
      "2: subq %rax, %rcx\n"
      "orb $0, (%rcx)\n"
      "popq %rcx\n"
      "popq %rax\n"
      "retq\n");
}
