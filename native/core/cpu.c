/*
 * Which instruction sets may run. A CPU feature counts only when the operating system saves its registers too (XCR0), and
 * always by feature, never by product name. How a CPU fetches ahead is no feature: that goes by who made it.
 */
#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "cpu.h"

#include <stdatomic.h>
#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif
#if defined(__APPLE__)
#include <sys/sysctl.h>
#endif
#if defined(__linux__) && defined(__aarch64__)
#include <sys/auxv.h>
#include <sys/prctl.h>
#endif

#include "plan.h"
#include "table.h"

#if RP_ARCH_X86_64
#include <cpuid.h>

/* XCR0 bits: 1 SSE, 2 AVX, 5 opmask, 6 upper halves of ZMM0-15, 7 ZMM16-31. */
#define XCR0_AVX 0x06u
#define XCR0_AVX512 0xE6u

static uint64_t xcr0(void) {
  uint32_t lo, hi;
  __asm__ volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
  return ((uint64_t)hi << 32) | lo;
}

#define HAS(reg, bit) (((reg) >> (bit)) & 1u)

static uint32_t detect(void) {
  uint32_t isas = 1u << RP_ISA_scalar;
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return isas;
  /* x86-64-v3 beyond AVX2 itself: FMA, MOVBE, F16C here; BMI1, BMI2 in leaf 7; LZCNT in the extended leaf. */
  const int osxsave = HAS(c, 27), avx = HAS(c, 28), fma = HAS(c, 12), movbe = HAS(c, 22), f16c = HAS(c, 29);
  if (!osxsave || !avx) return isas;
  const uint64_t saved = xcr0();
  uint32_t a7, b7, c7, d7, ax, bx, cx, dx;
  if (!__get_cpuid_count(7, 0, &a7, &b7, &c7, &d7) || !__get_cpuid(0x80000001u, &ax, &bx, &cx, &dx)) return isas;
  const int bmi = HAS(b7, 3) && HAS(b7, 8), lzcnt = HAS(cx, 5);
  if ((saved & XCR0_AVX) == XCR0_AVX && HAS(b7, 5) && fma && movbe && f16c && bmi && lzcnt) {
    isas |= 1u << RP_ISA_avx2;
    /* x86-64-v4: F 16, DQ 17, CD 28, BW 30, VL 31. */
    const int v4 = HAS(b7, 16) && HAS(b7, 17) && HAS(b7, 28) && HAS(b7, 30) && HAS(b7, 31);
    if ((saved & XCR0_AVX512) == XCR0_AVX512 && v4) isas |= 1u << RP_ISA_avx512;
  }
  return isas;
}
#elif RP_ARCH_ARM64
static uint32_t detect(void) {
  /* Advanced SIMD is part of the ARMv8-A baseline that every 64-bit operating system asks for. */
  uint32_t isas = 1u << RP_ISA_scalar | 1u << RP_ISA_neon;
#if defined(__linux__)
  /* The kernel shows what it saves the registers of. Elsewhere no processor has SVE outside its streaming mode. */
  if (getauxval(AT_HWCAP) & HWCAP_SVE) isas |= 1u << RP_ISA_sve;
#endif
  return isas;
}
#else
static uint32_t detect(void) { return 1u << RP_ISA_scalar; }
#endif

/* 0 is "not yet asked": the scalar bit is always set. Racing threads find the same answer. */
static _Atomic uint32_t available;
/* The active ISA plus one, for the same reason. */
static _Atomic uint32_t active;

uint32_t rp_cpu_isas(void) {
  uint32_t isas = atomic_load_explicit(&available, memory_order_relaxed);
  if (!isas) {
    isas = detect();
    atomic_store_explicit(&available, isas, memory_order_relaxed);
  }
  return isas;
}

uint32_t rp_cpu_isa(void) {
  uint32_t isa = atomic_load_explicit(&active, memory_order_relaxed);
  if (!isa) {
    const uint32_t isas = rp_cpu_isas();
    while (!((isas >> isa) & 1)) isa++; /* best first */
    atomic_store_explicit(&active, ++isa, memory_order_relaxed);
  }
  return isa - 1;
}

int32_t rp_cpu_use(uint32_t isa) {
  if (isa >= RP_ISAS || !((rp_cpu_isas() >> isa) & 1)) return RP_BAD_ISA;
  atomic_store_explicit(&active, isa + 1, memory_order_relaxed);
  return RP_OK;
}

uint32_t rp_cpu_vector_bytes(uint32_t isa) {
#if defined(__linux__) && RP_ARCH_ARM64
  /* Asked of the system, since the instruction that tells it is one of SVE's own. */
  if (isa == RP_ISA_sve && (rp_cpu_isas() >> isa) & 1) {
    const int vector = prctl(PR_SVE_GET_VL);
    return vector > 0 ? (uint32_t)(vector & PR_SVE_VL_LEN_MASK) : 0;
  }
#endif
  return rp_isa_table[isa].vector_bytes;
}

#if RP_ARCH_X86_64
static int is_intel(void) {
  uint32_t most, b, c, d;
  return __get_cpuid(0, &most, &b, &c, &d) && b == signature_INTEL_ebx && c == signature_INTEL_ecx && d == signature_INTEL_edx;
}
#else
static int is_intel(void) { return 0; }
#endif

/* 1 or -1; 0 is "not yet asked": on a virtual machine the answer takes microseconds. */
static _Atomic int by_page;

void rp_assume_fetches_by_page(int assumed) { atomic_store_explicit(&by_page, assumed ? 1 : -1, memory_order_relaxed); }

int rp_cpu_fetches_by_page(void) {
  if (!atomic_load_explicit(&by_page, memory_order_relaxed)) rp_assume_fetches_by_page(is_intel());
  return atomic_load_explicit(&by_page, memory_order_relaxed) > 0;
}

const rp_kernels *rp_active_kernels(void) { return rp_isa_table[rp_cpu_isa()].kernels; }

static size_t reported(size_t size, size_t otherwise) { return size > 0 && size < ((size_t)1 << 32) ? size : otherwise; }

/* Racing threads write the same values; l1d is written last and says that the others are there. */
static _Atomic size_t l1d, l2, l3;

void rp_assume_cache_sizes(rp_caches caches) {
  atomic_store_explicit(&l2, caches.l2, memory_order_relaxed);
  atomic_store_explicit(&l3, caches.l3, memory_order_relaxed);
  atomic_store_explicit(&l1d, caches.l1d, memory_order_release);
}

rp_caches rp_cache_sizes(void) {
  if (!atomic_load_explicit(&l1d, memory_order_acquire)) {
    size_t first = 0, second = 0, third = 0;
#if defined(_SC_LEVEL1_DCACHE_SIZE)
    first = (size_t)sysconf(_SC_LEVEL1_DCACHE_SIZE);
    second = (size_t)sysconf(_SC_LEVEL2_CACHE_SIZE);
    third = (size_t)sysconf(_SC_LEVEL3_CACHE_SIZE);
#elif defined(__APPLE__)
    size_t n = sizeof first;
    sysctlbyname("hw.perflevel0.l1dcachesize", &first, &n, NULL, 0);
    n = sizeof second;
    sysctlbyname("hw.perflevel0.l2cachesize", &second, &n, NULL, 0);
#endif
    rp_assume_cache_sizes((rp_caches){reported(first, 32 << 10), reported(second, 512 << 10), reported(third, 8 << 20)});
  }
  return (rp_caches){atomic_load_explicit(&l1d, memory_order_relaxed), atomic_load_explicit(&l2, memory_order_relaxed),
                     atomic_load_explicit(&l3, memory_order_relaxed)};
}
