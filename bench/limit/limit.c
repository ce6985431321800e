/* The limit: how fast this machine can move the bytes of a benchmark case, or do the sums of a matrix product.
 *
 * Each case is one bare loop over the same memory, on the same number of threads, without shapes, strides, dispatch or
 * accuracy promises. Threads are started before the clock and meet at a spin barrier, so that only the loop and one
 * barrier per call are measured. Compiled with -O3 -march=native on the machine that runs the benchmark.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#define PAUSE() _mm_pause()
#else
#define PAUSE() atomic_signal_fence(memory_order_seq_cst)
#endif

#if defined(_WIN32)
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define MAX_THREADS 256
#define LINE 64 /* bytes in a cache line; one streaming store of AVX-512 */

/* A store that goes round the caches, for results that are larger than they are. */
#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define STREAM(p, v) _mm512_stream_si512((__m512i *)(p), (__m512i)(v))
#define STREAM_END() _mm_sfence()
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#define STREAM(p, v) _mm256_stream_si256((__m256i *)(p), (__m256i)(v))
#define STREAM_END() _mm_sfence()
#elif defined(__SSE2__)
#define VECTOR_BYTES 16
#define STREAM(p, v) _mm_stream_si128((__m128i *)(p), (__m128i)(v))
#define STREAM_END() _mm_sfence()
#elif defined(__clang__)
#define VECTOR_BYTES 16
#define STREAM(p, v) __builtin_nontemporal_store((v), (p))
#define STREAM_END() atomic_thread_fence(memory_order_seq_cst)
#endif

/* The order is that of LOOPS in limit.ts. */
enum { READ, SCALE, ROW_ADD, COLUMN_ADD, PAIR_ADD, AXIS0, AXIS1, DOT, FMA_AVX512, FMA_AVX2, FMA_NEON, LOOP_COUNT };
enum { OK, NO_SUCH_LOOP, NO_THREAD, BAD_REQUEST };

typedef struct {
    const void *a;    /* rows x cols */
    const void *b;    /* a row or a column, where the loop adds one; for pair_add and dot, as large as a */
    void *out;        /* rows x cols, a row or a column */
    size_t rows, cols;
    unsigned threads;
} Work;

typedef void (*Loop)(const Work *w, unsigned thread);

/* The rows of a thread are those from first_row(w, thread) to before first_row(w, thread + 1). */
static size_t first_row(const Work *w, unsigned thread) { return w->rows * thread / w->threads; }

#define T float
#define NAME(x) x##_f32
#include "loops.h"
#undef T
#undef NAME
#define T double
#define NAME(x) x##_f64
#include "loops.h"
#undef T
#undef NAME

/* The rows and vectors of the library's micro-kernels: MR_avx2_f32, NV_avx2_f32, … */
#define RP_GEMM(isa, dtype, mr, nv, mc, nc) MR_##isa##_##dtype = mr, NV_##isa##_##dtype = nv,
#define RP_GEMM_DEPTH(dtype, kc)
enum {
#include "../../native/gemm.def"
};

#define JOIN_(x, isa, dtype) x##_##isa##_##dtype
#define JOIN(x, isa, dtype) JOIN_(x, isa, dtype)
#define NAME(x) JOIN(x, ISA, DTYPE)
#if defined(__AVX512F__)
#define ISA avx512
#define BYTES 64
#include "fma_isa.h"
#else
#define fma_avx512_f32 NULL
#define fma_avx512_f64 NULL
#endif
#if defined(__AVX2__) && defined(__FMA__)
#define ISA avx2
#define BYTES 32
#include "fma_isa.h"
#else
#define fma_avx2_f32 NULL
#define fma_avx2_f64 NULL
#endif
#if defined(__aarch64__) && defined(__ARM_NEON)
#define ISA neon
#define BYTES 16
#include "fma_isa.h"
#else
#define fma_neon_f32 NULL
#define fma_neon_f64 NULL
#endif

static const Loop ordinary[2][LOOP_COUNT] = {
    {read_f32, scale_f32, row_add_f32, column_add_f32, pair_add_f32, axis0_f32, axis1_f32, dot_f32, fma_avx512_f32,
     fma_avx2_f32, fma_neon_f32},
    {read_f64, scale_f64, row_add_f64, column_add_f64, pair_add_f64, axis0_f64, axis1_f64, dot_f64, fma_avx512_f64,
     fma_avx2_f64, fma_neon_f64},
};
#ifdef STREAM
static const Loop streaming[2][LOOP_COUNT] = {
    {NULL, stream_scale_f32, stream_row_add_f32, stream_column_add_f32, stream_pair_add_f32},
    {NULL, stream_scale_f64, stream_row_add_f64, stream_column_add_f64, stream_pair_add_f64},
};
#endif

typedef struct {
    _Alignas(LINE) atomic_uint round; /* main raises it: run the loop once */
    _Alignas(LINE) atomic_uint done;  /* each worker raises it when its part is finished */
    atomic_bool stop;
    Loop loop;
    const Work *work;
} Team;

typedef struct {
    Team *team;
    unsigned thread;
} Member;

/* Spins; gives the processor away now and then, in case there are more threads than processors. */
static void wait_until(atomic_uint *value, unsigned wanted) {
    for (unsigned spins = 0; atomic_load_explicit(value, memory_order_acquire) != wanted; spins++) {
        PAUSE();
        if ((spins & 255) == 255) sched_yield();
    }
}

static void *worker(void *argument) {
    Member *m = argument;
    for (unsigned round = 1;; round++) {
        wait_until(&m->team->round, round);
        if (atomic_load(&m->team->stop)) return NULL;
        m->team->loop(m->team->work, m->thread);
        atomic_fetch_add_explicit(&m->team->done, 1, memory_order_release);
    }
}

static void run_once(Team *t) {
    unsigned round = atomic_fetch_add_explicit(&t->round, 1, memory_order_release) + 1;
    t->loop(t->work, 0);
    wait_until(&t->done, round * (t->work->threads - 1));
}

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Gives a new thread a processor of its own: left to the scheduler it shares the caller's for its first milliseconds,
 * which is longer than a sample. */
static void place(pthread_t handle, unsigned thread) {
#if defined(__linux__)
    cpu_set_t allowed, own;
    const int here = sched_getcpu();
    if (here < 0 || sched_getaffinity(0, sizeof allowed, &allowed)) return;
    unsigned seen = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &allowed) || cpu == here || ++seen != thread) continue;
        CPU_ZERO(&own);
        CPU_SET(cpu, &own);
        pthread_setaffinity_np(handle, sizeof own, &own);
        return;
    }
#else
    (void)handle, (void)thread;
#endif
}

/* Rows and columns of C that an FMA loop holds in registers; zeros for a loop of another kind. */
EXPORT void raptors_limit_tile(uint32_t loop, uint32_t is_f64, double *rows_cols) {
    static const double tiles[2][LOOP_COUNT][2] = {
        {[FMA_AVX512] = {MR_avx512_f32, NV_avx512_f32 * 16}, [FMA_AVX2] = {MR_avx2_f32, NV_avx2_f32 * 8},
         [FMA_NEON] = {MR_neon_f32, NV_neon_f32 * 4}},
        {[FMA_AVX512] = {MR_avx512_f64, NV_avx512_f64 * 8}, [FMA_AVX2] = {MR_avx2_f64, NV_avx2_f64 * 4},
         [FMA_NEON] = {MR_neon_f64, NV_neon_f64 * 2}},
    };
    const bool known = loop < LOOP_COUNT && is_f64 <= 1;
    for (int i = 0; i < 2; i++) rows_cols[i] = known ? tiles[is_f64][loop][i] : 0;
}

/* Runs one loop `lead` times unmeasured and `calls` times measured, and gives the measured time in elapsed_ns[0].
 * Returns 0; 1 when this machine lacks the loop's instructions, or the loop or shape has no streaming stores; 2 when a thread could not be started;
 * 3 when the request makes no sense. */
EXPORT int32_t raptors_limit(uint32_t loop, uint32_t is_f64, uint32_t stream, const void *a, const void *b, void *out,
                             uint32_t rows, uint32_t cols, uint32_t threads, uint32_t lead, uint32_t calls,
                             double *elapsed_ns) {
    if (loop >= LOOP_COUNT || is_f64 > 1 || threads < 1 || threads > MAX_THREADS || !a || !out) return BAD_REQUEST;
    Loop body = ordinary[is_f64][loop];
    size_t row_bytes = (size_t)cols * (is_f64 ? 8 : 4);
    if (stream) {
#ifdef STREAM
        body = streaming[is_f64][loop];
#else
        body = NULL;
#endif
        if (row_bytes % LINE || (uintptr_t)out % LINE || (uintptr_t)a % LINE) return NO_SUCH_LOOP;
    }
    if (!body) return NO_SUCH_LOOP;
    Work work = {a, b, out, rows, cols, threads};
    Team team = {.loop = body, .work = &work};
    pthread_t handle[MAX_THREADS];
    Member member[MAX_THREADS];
    unsigned started = 1;
    for (; started < threads; started++) {
        member[started] = (Member){&team, started};
        if (pthread_create(&handle[started], NULL, worker, &member[started])) break;
        place(handle[started], started);
    }
    if (started == threads) {
        for (uint32_t i = 0; i < lead; i++) run_once(&team);
        double start = now_ns();
        for (uint32_t i = 0; i < calls; i++) run_once(&team);
        elapsed_ns[0] = now_ns() - start;
    }
    atomic_store(&team.stop, true);
    atomic_fetch_add_explicit(&team.round, 1, memory_order_release);
    for (unsigned i = 1; i < started; i++) pthread_join(handle[i], NULL);
    return started == threads ? OK : NO_THREAD;
}
