#include "cascade.h"

#include <string.h>

size_t rp_cascade_bytes(size_t width, size_t item, size_t pushes) {
  size_t levels = 1;
  while (pushes >> levels) levels++;
  return (levels + 1) * width * item;
}

void rp_cascade_push(rp_cascade *c, char *vector) {
  const size_t bytes = c->width * c->kernel->item_size;
  unsigned level = 0;
  for (; (c->count >> level) & 1; level++) c->kernel->merge(c->levels + level * bytes, vector, c->width);
  memcpy(c->levels + level * bytes, vector, bytes);
  c->count++;
}

void rp_cascade_finish(rp_cascade *c, char *vector) {
  const size_t bytes = c->width * c->kernel->item_size;
  int started = 0;
  for (unsigned level = 0; c->count >> level; level++) {
    if (!((c->count >> level) & 1)) continue;
    if (started) c->kernel->merge(c->levels + level * bytes, vector, c->width);
    else memcpy(vector, c->levels + level * bytes, bytes);
    started = 1;
  }
}
