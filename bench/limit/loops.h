/* The loops of limit.c for one element type: included once with T = float and once with T = double.
 * Sums keep LANES partial sums, which is enough independent additions to hide their latency. */
#define LANES (256 / sizeof(T))

static T NAME(sum)(const T *a, size_t n) {
    T lanes[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lanes[k] += a[i + k];
    for (size_t k = 0; i + k < n; k++) lanes[k] += a[i + k];
    for (size_t half = LANES / 2; half; half /= 2)
        for (size_t k = 0; k < half; k++) lanes[k] += lanes[k + half];
    return lanes[0];
}

static void NAME(read)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    ((T *)w->out)[thread * (LINE / sizeof(T))] = NAME(sum)((const T *)w->a + r0 * w->cols, (r1 - r0) * w->cols);
}

static void NAME(axis1)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    for (size_t r = r0; r < r1; r++) ((T *)w->out)[r] = NAME(sum)((const T *)w->a + r * w->cols, w->cols);
}

/* The dot product of two arrays; every thread leaves its part on a line of its own. */
static void NAME(dot)(const Work *w, unsigned thread) {
    size_t n = w->rows * w->cols, first = n * thread / w->threads, last = n * (thread + 1) / w->threads;
    const T *a = (const T *)w->a + first, *b = (const T *)w->b + first;
    T lanes[LANES] = {0};
    size_t i = 0, count = last - first;
    for (; i + LANES <= count; i += LANES)
        for (size_t k = 0; k < LANES; k++) lanes[k] += a[i + k] * b[i + k];
    for (size_t k = 0; i + k < count; k++) lanes[k] += a[i + k] * b[i + k];
    for (size_t half = LANES / 2; half; half /= 2)
        for (size_t k = 0; k < half; k++) lanes[k] += lanes[k + half];
    ((T *)w->out)[thread * (LINE / sizeof(T))] = lanes[0];
}

/* Each thread has some of the columns and takes the rows eight at a time. */
static void NAME(axis0)(const Work *w, unsigned thread) {
    size_t cols = w->cols, lines = cols * sizeof(T) / LINE, per_line = LINE / sizeof(T);
    size_t first = lines * thread / w->threads * per_line;
    size_t last = thread + 1 == w->threads ? cols : lines * (thread + 1) / w->threads * per_line;
    const T *a = (const T *)w->a + first;
    T *restrict sums = (T *)w->out + first;
    size_t n = last - first, r = 0;
    memset(sums, 0, n * sizeof(T));
    for (; r + 8 <= w->rows; r += 8) {
        const T *p = a + r * cols, *q = p + 4 * cols;
        for (size_t c = 0; c < n; c++)
            sums[c] += ((p[c] + p[c + cols]) + (p[c + 2 * cols] + p[c + 3 * cols])) +
                       ((q[c] + q[c + cols]) + (q[c + 2 * cols] + q[c + 3 * cols]));
    }
    for (; r < w->rows; r++)
        for (size_t c = 0; c < n; c++) sums[c] += a[r * cols + c];
}

static void NAME(scale)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    const T *a = w->a;
    T *restrict out = w->out;
    for (size_t i = r0 * w->cols; i < r1 * w->cols; i++) out[i] = a[i] * (T)1.5;
}

static void NAME(row_add)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    const T *row = w->b;
    size_t cols = w->cols;
    for (size_t r = r0; r < r1; r++) {
        const T *a = (const T *)w->a + r * cols;
        T *restrict out = (T *)w->out + r * cols;
        for (size_t c = 0; c < cols; c++) out[c] = a[c] + row[c];
    }
}

static void NAME(column_add)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    size_t cols = w->cols;
    for (size_t r = r0; r < r1; r++) {
        const T *a = (const T *)w->a + r * cols;
        T *restrict out = (T *)w->out + r * cols;
        T addend = ((const T *)w->b)[r];
        for (size_t c = 0; c < cols; c++) out[c] = a[c] + addend;
    }
}

static void NAME(pair_add)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    const T *a = w->a, *b = w->b;
    T *restrict out = w->out;
    for (size_t i = r0 * w->cols; i < r1 * w->cols; i++) out[i] = a[i] + b[i];
}

#ifdef STREAM
typedef T NAME(Vector) __attribute__((vector_size(VECTOR_BYTES)));
#define STEP (VECTOR_BYTES / sizeof(T))

static void NAME(stream_scale)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    const T *a = w->a;
    T *out = w->out;
    for (size_t i = r0 * w->cols; i < r1 * w->cols; i += STEP) {
        NAME(Vector) v = *(const NAME(Vector) *)(a + i) * (T)1.5;
        STREAM((NAME(Vector) *)(out + i), v);
    }
    STREAM_END();
}

static void NAME(stream_pair_add)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    const T *a = w->a, *b = w->b;
    T *out = w->out;
    for (size_t i = r0 * w->cols; i < r1 * w->cols; i += STEP) {
        NAME(Vector) addend;
        memcpy(&addend, b + i, sizeof addend);
        NAME(Vector) v = *(const NAME(Vector) *)(a + i) + addend;
        STREAM((NAME(Vector) *)(out + i), v);
    }
    STREAM_END();
}

static void NAME(stream_row_add)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    const T *row = w->b;
    size_t cols = w->cols;
    for (size_t r = r0; r < r1; r++) {
        const T *a = (const T *)w->a + r * cols;
        T *out = (T *)w->out + r * cols;
        for (size_t c = 0; c < cols; c += STEP) {
            NAME(Vector) addend;
            memcpy(&addend, row + c, sizeof addend);
            NAME(Vector) v = *(const NAME(Vector) *)(a + c) + addend;
            STREAM((NAME(Vector) *)(out + c), v);
        }
    }
    STREAM_END();
}

static void NAME(stream_column_add)(const Work *w, unsigned thread) {
    size_t r0 = first_row(w, thread), r1 = first_row(w, thread + 1);
    size_t cols = w->cols;
    for (size_t r = r0; r < r1; r++) {
        const T *a = (const T *)w->a + r * cols;
        T *out = (T *)w->out + r * cols;
        T addend = ((const T *)w->b)[r];
        for (size_t c = 0; c < cols; c += STEP) {
            NAME(Vector) v = *(const NAME(Vector) *)(a + c) + addend;
            STREAM((NAME(Vector) *)(out + c), v);
        }
    }
    STREAM_END();
}
#undef STEP
#endif
#undef LANES
