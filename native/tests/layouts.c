#include "layouts.h"

static void set_size(shape *s) {
  s->size = 1;
  for (int d = 0; d < s->ndim; d++) s->size *= s->n[d];
}

shape small_shape(void) {
  shape s = {.ndim = (int)below(LAYOUT_NDIM + 1)};
  const size_t most = s.ndim < 3 ? 90 : s.ndim == 3 ? 20 : 8;
  for (int d = 0; d < s.ndim; d++) s.n[d] = chance(2) ? 0 : chance(20) ? 1 : 1 + below(most);
  set_size(&s);
  return s;
}

shape large_shape(size_t elements) {
  shape s = {.ndim = 1 + (int)below(4)};
  size_t left = elements;
  for (int d = 0; d < s.ndim - 1; d++) {
    size_t most = 2 + below(6);
    if (chance(50)) most = most * most * most;
    s.n[d] = 1 + below(most < left ? most : left);
    left = left / s.n[d] + 1;
  }
  s.n[s.ndim - 1] = left;
  /* The longest axis anywhere. */
  const int d = (int)below((size_t)s.ndim);
  const size_t n = s.n[d];
  s.n[d] = s.n[s.ndim - 1];
  s.n[s.ndim - 1] = n;
  set_size(&s);
  return s;
}

layout random_layout(const shape *s, int broadcasts) {
  layout l = {.span = 1};
  int order[LAYOUT_NDIM]; /* the axes, from the one that is innermost in memory */
  for (int d = 0; d < s->ndim; d++) order[d] = s->ndim - 1 - d;
  const size_t kind = below(4);
  for (int d = 0; d < s->ndim / 2 && kind == 1; d++) {
    const int axis = order[d];
    order[d] = order[s->ndim - 1 - d];
    order[s->ndim - 1 - d] = axis;
  }
  for (int d = s->ndim - 1; d > 0 && kind == 2; d--) {
    const int other = (int)below((size_t)d + 1), axis = order[d];
    order[d] = order[other];
    order[other] = axis;
  }
  const int plain = chance(40);
  size_t running = 1, rest = s->size;
  for (int d = 0; d < s->ndim; d++) {
    const int axis = order[d];
    const size_t n = s->n[axis];
    if (n == 0) continue;
    rest /= n;
    if (broadcasts && !plain && chance(15)) continue;
    size_t step = running;
    if (!plain && chance(25) && running * n * rest * 3 < LAYOUT_ELEMENTS / 2) step *= 1 + below(3);
    l.stride[axis] = (ptrdiff_t)step;
    running = step * n;
    if (!plain && chance(20) && (running + 3) * rest < LAYOUT_ELEMENTS / 2) running += below(4);
    l.span += step * (n - 1);
    if (!plain && chance(20)) {
      l.offset += (ptrdiff_t)(step * (n - 1));
      l.stride[axis] = -l.stride[axis];
    }
  }
  const size_t lead = below(5);
  l.offset += (ptrdiff_t)lead;
  l.span += lead;
  return l;
}

void next_index(const shape *s, int first, int last, size_t *index) {
  for (int d = last - 1; d >= first; d--) {
    if (++index[d] < s->n[d]) return;
    index[d] = 0;
  }
}

ptrdiff_t place_of(const layout *l, int first, int last, const size_t *index) {
  ptrdiff_t place = 0;
  for (int d = first; d < last; d++) place += (ptrdiff_t)index[d] * l->stride[d];
  return place;
}

char *buffer_for(const guarded *memory, const layout *l, size_t item) { return guarded_end(memory, l->span * item); }
