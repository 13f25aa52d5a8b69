// Header-only: short keys are hashed inside the caller's loop.
#define XXH_INLINE_ALL
#include <xxhash.h>

// Asks for the cache line at an address that will be read soon. Never faults.
static inline void mr_prefetch(const void *address) { __builtin_prefetch(address); }
