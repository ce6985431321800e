/*
 * Two ways of doing the same work, and which of them is faster here: learned from the calls themselves, with running
 * medians of their speeds and a rare call the other way to keep both current. Lock-free; racing calls may lose a sample.
 */
#ifndef RP_RIVALS_H
#define RP_RIVALS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* A median of this many recent calls; odd, so that it is one of them. */
#define RP_SAMPLES 15

typedef struct rp_way {
  _Atomic float recent[RP_SAMPLES]; /* bytes per nanosecond */
  _Atomic uint32_t calls;
} rp_way;

typedef struct rp_rivals {
  rp_way ways[2];
  _Atomic uint32_t calls;
  _Atomic int32_t decided; /* the better way plus one; 0 until both are known */
} rp_rivals;

/* The way to go: what was learned, else the seed. */
int rp_rivals_choice(rp_rivals *r, int seed);
/* A call's turn: to go the way of the choice or the other one, and whether its time may be recorded. */
typedef struct rp_turn {
  int way, counts;
} rp_turn;
/*
 * Counts a call and gives it its turn. Exploring goes in bursts, and the first call after each change does not count: it
 * finds the caches as the other way left them.
 */
rp_turn rp_rivals_turn(rp_rivals *r, int choice);
void rp_rivals_record(rp_rivals *r, int way, int seed, float speed);
/* The recent speeds of a way, slowest first; how many there are, at most RP_SAMPLES. */
size_t rp_rivals_speeds(rp_rivals *r, int way, float *speeds);
void rp_rivals_forget(rp_rivals *r);

#endif
