/*
 * Fused multiply-add for CPUs and C libraries that have no right one: one rounding, to nearest with ties to even, subnormal
 * numbers and all. For the scalar kernels on Windows: mingw-w64's fma() is off by a bit in a quarter of all cases, since
 * it counts on 80-bit arithmetic that Windows switches off. Elsewhere the C library's is right, and faster.
 */
#ifndef RP_FMA_H
#define RP_FMA_H

double rp_fma(double a, double b, double c);
float rp_fmaf(float a, float b, float c);

#endif
