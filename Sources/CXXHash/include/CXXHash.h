#pragma once
// Header-only: short keys are hashed inside the caller's loop.
#define XXH_INLINE_ALL
#include <xxhash.h>

// For input of many kilobytes: takes the widest vectors that the processor knows. Inlined code has only
// those that every processor knows, and takes twice as long.
uint64_t mr_xxh3_long(const void *input, size_t size);

// Asks for the cache line at an address that will be read soon. Never faults.
static inline void mr_prefetch(const void *address) { __builtin_prefetch(address); }

// A hash for keys by which they are marked: cheap for short ones, no secret, and not that of XXH3.
uint64_t mr_key_hash(const void *key, size_t size);

// Sets the bit at the place mr_key_hash & mask of `marks` for each longest stretch of bytes of a text whose bits
// are 1. The bit of byte i is bit i % 64, from the lowest, of bits[i / 64]; `mask` is 2^n - 1, n at least 6.
void mr_mark_tokens(const void *text, size_t size, const uint64_t *bits, uint64_t *marks,
                    uint64_t mask);
