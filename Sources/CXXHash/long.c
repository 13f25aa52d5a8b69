#include "CXXHash.h"

#if defined(__x86_64__)
uint64_t mr_xxh3_avx2(const void *input, size_t size);
uint64_t mr_xxh3_avx512(const void *input, size_t size);
#endif

uint64_t mr_xxh3_long(const void *input, size_t size) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return mr_xxh3_avx512(input, size);
  if (__builtin_cpu_supports("avx2")) return mr_xxh3_avx2(input, size);
#endif
  return XXH3_64bits(input, size);
}
