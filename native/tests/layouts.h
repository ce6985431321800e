/* Random shapes and layouts, for tests that go through the exported functions. */
#ifndef RP_TESTS_LAYOUTS_H
#define RP_TESTS_LAYOUTS_H

#include <stddef.h>

#include "check.h"

#define LAYOUT_NDIM 5
/* No layout needs more elements than this. */
#define LAYOUT_ELEMENTS ((size_t)1 << 21)

typedef struct layout {
  ptrdiff_t stride[LAYOUT_NDIM]; /* elements */
  ptrdiff_t offset;              /* of the element with index 0, in a buffer of `span` elements */
  size_t span;
} layout;

typedef struct shape {
  int ndim;
  size_t n[LAYOUT_NDIM];
  size_t size;
} shape;

/* Few elements, sometimes none; or `elements`, more or less, in axes of very different lengths. */
shape small_shape(void);
shape large_shape(size_t elements);
/*
 * C or Fortran order or any order of the axes; steps, gaps, negative strides; broadcast axes where `broadcasts`; no two
 * elements at one place otherwise.
 */
layout random_layout(const shape *s, int broadcasts);
/* The index after this one, in C order over axes first … last - 1; after the last comes the first. */
void next_index(const shape *s, int first, int last, size_t *index);
/* The place of an element, relative to `offset`, as far as axes first … last - 1 go. */
ptrdiff_t place_of(const layout *l, int first, int last, const size_t *index);
/* Room for a span at the end of guarded memory. */
char *buffer_for(const guarded *memory, const layout *l, size_t item);

#endif
