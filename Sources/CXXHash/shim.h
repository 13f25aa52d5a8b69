// Header-only: short keys are hashed inside the caller's loop.
#define XXH_INLINE_ALL
#include <xxhash.h>

// Debian's library has code for several kinds of vectors and takes the widest that the processor
// knows; inlined code has only those that every processor knows, and takes twice as long. Where the
// library was built otherwise this is NULL.
XXH64_hash_t XXH3_64bits_dispatch(const void *input, size_t size) __attribute__((weak));

// For input of many kilobytes.
static inline uint64_t mr_xxh3_long(const void *input, size_t size) {
  return XXH3_64bits_dispatch ? XXH3_64bits_dispatch(input, size) : XXH3_64bits(input, size);
}

// Asks for the cache line at an address that will be read soon. Never faults.
static inline void mr_prefetch(const void *address) { __builtin_prefetch(address); }
