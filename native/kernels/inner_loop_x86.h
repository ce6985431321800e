/*
 * The inner loop of the matrix product for x86: instructions in the order in which they are written, and sums that stay
 * where they are. Compilers move loads to their use and sums from register to register, or keep the loads of several steps
 * at once and for those put sums into memory and back.
 */
#ifndef RP_INNER_LOOP_X86_H
#define RP_INNER_LOOP_X86_H

#define RP_INNER_LOOP 1
#define RP_DEFINE_INNER_LOOP(T, S, C, V, U)                                                                            \
  RP_INLINE V v_load_next_##T(const C *p) {                                                                           \
    V x;                                                                                                              \
    __asm__ volatile("vmovu" #S " %1, %0" : "=v"(x) : "m"(*(const U *)p));                                            \
    return x;                                                                                                         \
  }                                                                                                                   \
  RP_INLINE V v_fma_to_##T(V sum, V a, V b) {                                                                         \
    __asm__ volatile("vfmadd231" #S " %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));                                      \
    return sum;                                                                                                       \
  }

#endif
