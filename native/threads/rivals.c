#include "rivals.h"

/* A burst ends each round of so many calls (a power of two): while the other way is unknown, and afterwards. */
#define BURST 4
#define ROUND_UNKNOWN 16
#define ROUND_KNOWN 1024
/* Once both ways are known, one in so many calls of the way in force is recorded: recording costs as much as all else. */
#define SAMPLED 4
/* So many recorded calls of the way in force are between two looks at it: a look sorts, which is not to show in a call. */
#define LOOK 32
/* A way has to cost so many times less than the one in force to replace it. */
#define MARGIN 1.1f
/*
 * And has to do so that many times in a row, each time in fresh samples: noise wins once in a while, not always. With every
 * change it takes more, up to a most: whoever has changed their mind often should be slow to do it again.
 */
#define WINS 4
#define MOST_WINS 8
/* The slowest in twenty calls take so many times the median: something holds calls up. */
#define VARIES 2.0f

static uint32_t get(_Atomic uint32_t *p) { return atomic_load_explicit(p, memory_order_relaxed); }
/* Not one locked instruction, which would cost more than all else here: of racing calls one may not be counted. */
static uint32_t count(_Atomic uint32_t *p) {
  const uint32_t before = get(p);
  atomic_store_explicit(p, before + 1, memory_order_relaxed);
  return before;
}
static void set(_Atomic uint32_t *p, uint32_t value) { atomic_store_explicit(p, value, memory_order_relaxed); }

size_t rp_rivals_speeds(rp_rivals *r, int way, float *speeds) {
  rp_way *w = &r->ways[way];
  const uint32_t calls = get(&w->calls), n = calls < RP_SAMPLES ? calls : RP_SAMPLES;
  for (uint32_t i = 0; i < n; i++) {
    const float speed = atomic_load_explicit(&w->recent[i], memory_order_relaxed);
    uint32_t at = i;
    for (; at > 0 && speeds[at - 1] > speed; at--) speeds[at] = speeds[at - 1];
    speeds[at] = speed;
  }
  return n;
}

static uint32_t samples_of(rp_way *w) {
  const uint32_t n = get(&w->calls) - get(&w->stale);
  return n < RP_SAMPLES ? n : RP_SAMPLES;
}

rp_measured rp_rivals_measure(rp_rivals *r, int way) {
  float speeds[RP_SAMPLES];
  const size_t n = rp_rivals_speeds(r, way, speeds);
  return (rp_measured){n ? speeds[n / 2] : 0, n ? speeds[n / 20] : 0, samples_of(&r->ways[way])};
}

float rp_rivals_cost(rp_measured way) { return 0.75f / way.median + 0.25f / way.p95; }

int rp_rivals_choice(rp_rivals *r, int seed) {
  const uint32_t decided = get(&r->decided);
  return decided ? (int)decided - 1 : seed;
}

rp_turn rp_rivals_turn(rp_rivals *r, int choice, int reluctant) {
  const uint32_t turn = count(&r->turns);
  const int sampled = turn % SAMPLED == 1;
  if (reluctant && !get(&r->varies) && !get(&r->challenged)) return (rp_turn){choice, sampled};
  const int known = samples_of(&r->ways[!choice]) == RP_SAMPLES;
  const uint32_t round = known ? ROUND_KNOWN : ROUND_UNKNOWN, place = turn & (round - 1);
  if (place >= round - BURST) return (rp_turn){!choice, place != round - BURST};
  return (rp_turn){choice, place != 0 && (sampled || !known)};
}

/* Takes fresh samples of the other way: it looks better, and is so for the `round`th time. */
static void challenge(rp_rivals *r, int other, uint32_t round) {
  set(&r->ways[other].stale, get(&r->ways[other].calls));
  set(&r->challenged, round);
}

static void look(rp_rivals *r, int choice) {
  const rp_measured in_force = rp_rivals_measure(r, choice), other = rp_rivals_measure(r, !choice);
  if (in_force.samples < RP_SAMPLES) return;
  set(&r->varies, in_force.median > VARIES * in_force.p95);
  if (other.samples < RP_SAMPLES) return;
  const int better = rp_rivals_cost(other) * MARGIN < rp_rivals_cost(in_force);
  /* What is seen without a challenge may be old: it begins one, and is no win itself. But the seed has no such rights. */
  const uint32_t wins = get(&r->challenged), changes = get(&r->changes);
  const uint32_t wanted = WINS + changes < MOST_WINS ? WINS + changes : MOST_WINS;
  if (better && get(&r->decided) && wins < wanted) {
    challenge(r, !choice, wins + 1);
    return;
  }
  set(&r->challenged, 0);
  set(&r->decided, (uint32_t)(better ? !choice : choice) + 1);
  if (better) set(&r->changes, changes + 1);
}

/* The last burst the other way: when all of it was better than the way in force, that is worth a look in full. */
static void glance(rp_rivals *r, int choice) {
  rp_way *other = &r->ways[!choice];
  const uint32_t calls = get(&other->calls);
  float slowest = 0;
  for (uint32_t i = 1; i < BURST; i++) {
    const float speed = atomic_load_explicit(&other->recent[(calls - i) % RP_SAMPLES], memory_order_relaxed);
    if (i == 1 || speed < slowest) slowest = speed;
  }
  if (MARGIN / slowest < rp_rivals_cost(rp_rivals_measure(r, choice))) challenge(r, !choice, 1);
}

void rp_rivals_record(rp_rivals *r, int way, int seed, float speed) {
  rp_way *w = &r->ways[way];
  const uint32_t before = count(&w->calls), calls = before + 1;
  atomic_store_explicit(&w->recent[before % RP_SAMPLES], speed, memory_order_relaxed);
  const int choice = rp_rivals_choice(r, seed);
  const uint32_t fresh = calls - get(&w->stale);
  if (way == choice ? calls % LOOK == 0 : fresh % RP_SAMPLES == 0) look(r, choice);
  else if (way != choice && fresh > RP_SAMPLES && fresh % (BURST - 1) == 0 && !get(&r->challenged)) glance(r, choice);
}

void rp_rivals_forget(rp_rivals *r) {
  for (int way = 0; way < 2; way++) set(&r->ways[way].calls, 0), set(&r->ways[way].stale, 0);
  set(&r->turns, 0);
  set(&r->decided, 0);
  set(&r->challenged, 0);
  set(&r->varies, 0);
  set(&r->changes, 0);
}
