#include "fma.h"

#if !defined(__aarch64__)

typedef unsigned __int128 wide;

static uint64_t bits_of(double x) {
  uint64_t u;
  memcpy(&u, &x, sizeof u);
  return u;
}

static double from_bits(uint64_t u) {
  double x;
  memcpy(&x, &u, sizeof x);
  return x;
}

/* A finite number other than 0 as m × 2^e, with m of 53 bits, the highest set. */
static uint64_t take_apart(double x, int *e) {
  const uint64_t u = bits_of(x), fraction = u & ((UINT64_C(1) << 52) - 1);
  const int exponent = (int)(u >> 52 & 0x7ff);
  if (exponent) {
    *e = exponent - 1075;
    return fraction | UINT64_C(1) << 52;
  }
  const int shift = __builtin_clzll(fraction) - 11;
  *e = -1074 - shift;
  return fraction << shift;
}

/* Shifted right; the lowest bit stands for all that fell out. */
static wide shift_right_sticky(wide m, int by) {
  if (by <= 0) return m;
  if (by >= 128) return m != 0;
  return m >> by | ((m & (((wide)1 << by) - 1)) != 0);
}

/* m × 2^e, rounded; m is neither 0 nor of 128 bits. */
static double put_together(int negative, wide m, int e) {
  const uint64_t high = (uint64_t)(m >> 64);
  const int length = high ? 128 - __builtin_clzll(high) : 64 - __builtin_clzll((uint64_t)m);
  const int exponent = e + length - 1; /* of the highest bit */
  const uint64_t sign = (uint64_t)negative << 63;
  if (exponent > 1023) return from_bits(sign | UINT64_C(0x7ff) << 52);
  /* Bits that are kept: fewer where the result is subnormal. */
  const int kept = exponent >= -1022 ? 53 : 53 - (-1022 - exponent);
  if (kept < 0) return from_bits(sign);
  const int drop = length - kept;
  uint64_t result;
  if (drop <= 0) {
    result = (uint64_t)(m << -drop);
  } else {
    const wide rest = m & (((wide)1 << drop) - 1), half = (wide)1 << (drop - 1);
    result = (uint64_t)(m >> drop);
    result += rest > half || (rest == half && (result & 1));
  }
  /* A carry out of the fraction goes up into the exponent, which is right, even from the largest number to infinity. */
  if (exponent >= -1022) result += (uint64_t)(exponent + 1022) << 52;
  return from_bits(sign | result);
}

double rp_fma_any(double a, double b, double c) {
  /* With these, the product is exact, or there is nothing to round. */
  if (!isfinite(a) || !isfinite(b) || a == 0 || b == 0) return a * b + c;
  if (!isfinite(c)) return c + c;
  /* A product that is too small must keep its sign, which + 0 would take. */
  if (c == 0) return a * b;
  int ea, eb, ec;
  const uint64_t ma = take_apart(a, &ea), mb = take_apart(b, &eb), mc = take_apart(c, &ec);
  /* Both with their highest bit at 124 or 125: there is room for a carry, and for what cancellation brings up. */
  wide product = (wide)ma * mb << 20, addend = (wide)mc << 73;
  int ep = ea + eb - 20;
  ec -= 73;
  const int e = ep > ec ? ep : ec;
  product = shift_right_sticky(product, e - ep);
  addend = shift_right_sticky(addend, e - ec);
  const int negative = signbit(a) != signbit(b), other = signbit(c) != 0;
  if (negative == other) return put_together(negative, product + addend, e);
  if (product == addend) return 0;
  return product > addend ? put_together(negative, product - addend, e) : put_together(other, addend - product, e);
}
#endif
