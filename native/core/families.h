/* The exported functions, as families.def lists them. */
#ifndef RP_FAMILIES_H
#define RP_FAMILIES_H

#include <stdint.h>

#include "plan.h"

#if defined(_WIN32)
#define RP_EXPORT __declspec(dllexport)
#else
#define RP_EXPORT __attribute__((visibility("default")))
#endif

#define RP_PARAMETERS_1 const void *
#define RP_PARAMETERS_2 const void *, const void *
#define RP_PARAMETERS_3 const void *, const void *, const void *
#define RP_FAMILY(name, inputs) RP_EXPORT int32_t rp_##name(const rp_plan *, RP_PARAMETERS_##inputs, void *);
#include "../families.def"
#undef RP_FAMILY

#endif
