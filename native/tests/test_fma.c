/* rp_fma() and rp_fmaf(), which scalar kernels count on, against the C library's, where that is right. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../core/fma.h"
#include "check.h"

#if defined(_WIN32)
void test_fma(void) {}
#else
/* Bits of the same length at places that meet: a product and an addend far apart are added with no rounding at all. */
static double near(double x, int range) {
  return ldexp(copysign(1 + (double)(random_bits() >> 11) * 0x1p-53, (double)(int64_t)random_bits()),
               ilogb(x) + (int)below((size_t)(2 * range + 1)) - range);
}

static void one_double(double a, double b, double c) {
  const double got = rp_fma(a, b, c), want = fma(a, b, c);
  if (!expect_same(&got, &want, 1, RP_FLOAT64)) printf("    fma(%a, %a, %a)\n", a, b, c);
}

static void one_float(float a, float b, float c) {
  const float got = rp_fmaf(a, b, c), want = fmaf(a, b, c);
  if (!expect_same(&got, &want, 1, RP_FLOAT32)) printf("    fmaf(%a, %a, %a)\n", a, b, c);
}

void test_fma(void) {
  if (!group_begin("fma() for scalar kernels")) return;
  double x[3];
  float y[3];
  for (size_t i = scaled(200000); i > 0; i--) {
    /* Any bits: NaN, infinities, zeros, subnormal numbers. */
    fill(x, 3, RP_FLOAT64, DATA_PATTERNS);
    fill(y, 3, RP_FLOAT32, DATA_PATTERNS);
    one_double(x[0], x[1], x[2]);
    one_float(y[0], y[1], y[2]);
    /* Products and addends of one size, which cancel, or meet at the last bit. */
    const double a = near(1, 200), b = near(1, 200), c = near(a * b, 110);
    one_double(a, b, c);
    one_double(a, b, -(a * b));
    one_float((float)near(1, 30), (float)near(1, 30), (float)near(1, 60));
    /* Results at the edges of the range. */
    const double big = near(0x1p511, 3), small = near(0x1p-537, 40);
    one_double(big, near(0x1p511, 3), near(0x1p1023, 0));
    one_double(small, near(0x1p-537, 40), near(0x1p-1060, 14));
    one_double(small, near(0x1p-537, 40), 0.0);
    one_float((float)near(0x1p-75, 20), (float)near(0x1p-75, 20), (float)near(0x1p-140, 10));
    /* Ties: short factors. */
    one_double((double)(random_bits() >> 37), 0x1p-27 * (double)(random_bits() >> 37), (double)(random_bits() >> 11));
    one_float((float)(random_bits() >> 52), 0x1p-12f * (float)(random_bits() >> 52), (float)(random_bits() >> 40));
  }
  group_end();
}
#endif
