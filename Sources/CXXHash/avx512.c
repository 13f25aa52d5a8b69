#if defined(__x86_64__)
// Before the attribute, which is for xxHash's functions.
#include <immintrin.h>
#include <stdlib.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx512f"))), apply_to = function)
#define XXH_VECTOR XXH_AVX512
#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t mr_xxh3_avx512(const void *input, size_t size);
uint64_t mr_xxh3_avx512(const void *input, size_t size) { return XXH3_64bits(input, size); }
#pragma clang attribute pop
#endif
