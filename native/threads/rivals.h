/*
 * Two ways of doing the same work, and which of them is better here: learned from the calls themselves, with the median
 * and the P95 of their recent speeds and a rare call the other way to keep both current. Lock-free; racing calls may lose a
 * sample.
 *
 * Better is what costs less, where the cost of a byte is three parts the time that it takes in the median and one part the
 * time that 95 % of the calls stay below: a way that is a little faster mostly, and stuck now and then, does not win. What
 * is much rarer than one call in twenty is not seen.
 *
 * What is in force stays in force until the other way is better by a margin, several times in a row, each time in samples
 * that were taken after the last: so noise, a slow moment of the machine, or old samples of another load change nothing.
 */
#ifndef RP_RIVALS_H
#define RP_RIVALS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* Speeds of this many recent calls are kept; odd, so that the median is one of them. */
#define RP_SAMPLES 31

typedef struct rp_way {
  _Atomic float recent[RP_SAMPLES]; /* bytes per nanosecond */
  _Atomic uint32_t calls;
  _Atomic uint32_t stale; /* what `calls` was when the samples up to there ceased to count for a decision */
} rp_way;

typedef struct rp_rivals {
  rp_way ways[2];
  _Atomic uint32_t turns;
  _Atomic uint32_t decided;    /* the way in force plus one; 0 until both are known */
  _Atomic uint32_t challenged; /* how often in a row the other way looked better: fresh samples of it are being taken */
  _Atomic uint32_t varies;     /* the way in force is much slower now and then */
  _Atomic uint32_t changes;    /* how often the way in force was replaced, the seed included */
} rp_rivals;

/* The way to go: what was learned, else the seed. */
int rp_rivals_choice(rp_rivals *r, int seed);
/* A call's turn: to go the way of the choice or the other one, and whether its time may be recorded. */
typedef struct rp_turn {
  int way, counts;
} rp_turn;
/*
 * Counts a call and gives it its turn. Exploring goes in bursts, and the first call after each change does not count: it
 * finds the caches as the other way left them. Once both ways are known, one in four calls of the choice counts. With
 * `reluctant`, the other way is tried only where the choice varies.
 */
rp_turn rp_rivals_turn(rp_rivals *r, int choice, int reluctant);
void rp_rivals_record(rp_rivals *r, int way, int seed, float speed);

typedef struct rp_measured {
  float median, p95; /* P95 is the speed that 95 % of the calls reach */
  uint32_t samples;  /* that count for a decision, at most RP_SAMPLES; the two above are of all recent ones */
} rp_measured;
rp_measured rp_rivals_measure(rp_rivals *r, int way);
/* What a byte costs: the less, the better. */
float rp_rivals_cost(rp_measured way);
/* The recent speeds of a way, slowest first; how many there are, at most RP_SAMPLES. */
size_t rp_rivals_speeds(rp_rivals *r, int way, float *speeds);
void rp_rivals_forget(rp_rivals *r);

#endif
