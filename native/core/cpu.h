#ifndef RP_CPU_H
#define RP_CPU_H

#include <stddef.h>
#include <stdint.h>

/* Bit i: this CPU, under this operating system, runs the ISA with id i, and the library has its kernels. Cached. */
uint32_t rp_cpu_isas(void);
/* The id of the ISA in force: the best available one until rp_cpu_use() chooses another. */
uint32_t rp_cpu_isa(void);
/* RP_OK or RP_BAD_ISA. */
int32_t rp_cpu_use(uint32_t isa);
/* The width of a vector register; 0 where the CPU decides and lacks the ISA. */
uint32_t rp_cpu_vector_bytes(uint32_t isa);

typedef struct rp_caches {
  size_t l1d, l2, l3; /* bytes; per core for l1d and l2 */
} rp_caches;
/* Sizes as the system reports them, with cautious defaults where it does not. Cached. */
rp_caches rp_cache_sizes(void);
/* For tests: in small caches small operands meet the edges of every block. No result may depend on them. */
void rp_assume_cache_sizes(rp_caches caches);

/*
 * Whether the CPU fetches ahead on each page by itself, a few of them at a time, so that several pages are read faster than
 * one, that it is worth asking for what comes next, and that lines on several pages are written around the caches as fast as
 * those of one: Intel's. A Zen 5 follows one stream farther, both Zen 3 and Zen 5 are slower when they are asked, and a Zen 3
 * is when it writes so (split.c); of others nothing was measured.
 */
int rp_cpu_fetches_by_page(void);
/* For tests. */
void rp_assume_fetches_by_page(int by_page);

#endif
