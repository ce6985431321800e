/* The loops of fma.h for both element types, on one instruction set: ISA, with vectors of BYTES. */
#define T float
#define DTYPE f32
#include "fma.h"
#define T double
#define DTYPE f64
#include "fma.h"
#undef ISA
#undef BYTES
