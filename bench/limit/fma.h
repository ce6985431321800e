/* The heart of a matrix product and nothing else: MR x NV vectors of C in registers, and operands that never leave the
 * L1. What it reaches is the most that a product can. Included once for each instruction set and element type: ISA and
 * BYTES of a vector, DTYPE and T. MR and NV are those of the library's own micro-kernel, from native/gemm.def. */
#define MR NAME(MR)
#define NV NAME(NV)
#define WIDTH (BYTES / sizeof(T))
#define UNROLL _Pragma("GCC unroll 16")
typedef T NAME(Vector) __attribute__((vector_size(BYTES)));

/* `rows` times `cols` steps, each of MR * NV fused multiply-adds, in every thread. `a` and `b`: panels of `cols` steps. */
static void NAME(fma)(const Work *w, unsigned thread) {
    NAME(Vector) c[MR][NV], sum = {0};
    UNROLL for (int i = 0; i < MR; i++) {
        UNROLL for (int v = 0; v < NV; v++) c[i][v] = sum;
    }
    for (size_t r = 0; r < w->rows; r++) {
        const T *a = w->a, *b = w->b;
        for (size_t k = 0; k < w->cols; k++, a += MR, b += NV * WIDTH) {
            NAME(Vector) line[NV];
            UNROLL for (int v = 0; v < NV; v++) memcpy(&line[v], b + v * WIDTH, BYTES);
            UNROLL for (int i = 0; i < MR; i++) {
                UNROLL for (int v = 0; v < NV; v++) c[i][v] += a[i] * line[v];
            }
        }
    }
    UNROLL for (int i = 0; i < MR; i++) {
        UNROLL for (int v = 0; v < NV; v++) sum += c[i][v];
    }
    memcpy((char *)w->out + thread * LINE, &sum, BYTES);
}

#undef MR
#undef NV
#undef WIDTH
#undef UNROLL
#undef T
#undef DTYPE
