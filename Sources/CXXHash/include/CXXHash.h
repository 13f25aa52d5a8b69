#pragma once
// Header-only: short keys are hashed inside the caller's loop.
#define XXH_INLINE_ALL
#include <xxhash.h>

// For input of many kilobytes: takes the widest vectors that the processor knows. Inlined code has only
// those that every processor knows, and takes twice as long.
uint64_t mr_xxh3_long(const void *input, size_t size);

// Asks for the cache line at an address that will be read soon. Never faults.
static inline void mr_prefetch(const void *address) { __builtin_prefetch(address); }
