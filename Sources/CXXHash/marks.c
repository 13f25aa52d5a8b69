#include <string.h>

#include "CXXHash.h"

// Up to eight bytes, the rest zero.
static inline uint64_t part(const char *bytes, size_t size) {
  uint64_t value = 0;
  memcpy(&value, bytes, size);
  return value;
}

// The same where eight bytes can be read, whatever they are: no branch on the size.
static inline uint64_t part_of_eight(const char *bytes, size_t size) {
  uint64_t value;
  memcpy(&value, bytes, sizeof value);
  return size < 8 ? value & ((UINT64_C(1) << 8 * size) - 1) : value;
}

// Most keys are words: for these XXH3 would take as long as all else.
static inline uint64_t mix(uint64_t first, uint64_t second, size_t size) {
  uint64_t hash = (first ^ size) * UINT64_C(0x9e3779b97f4a7c15);
  hash = (hash ^ hash >> 32 ^ second) * UINT64_C(0xd6e8feb86659fd93);
  return hash ^ hash >> 32;
}

uint64_t mr_key_hash(const void *key, size_t size) {
  const char *bytes = key;
  if (size > 16) return XXH3_64bits(key, size);
  if (size <= 8) return mix(part(bytes, size), 0, size);
  return mix(part(bytes, 8), part(bytes + 8, size - 8), size);
}

static inline void mark(const char *key, size_t size, const char *end, uint64_t *marks,
                        uint64_t mask) {
  uint64_t hash;
  if (size <= 8 && end - key >= 8) {
    hash = mix(part_of_eight(key, size), 0, size);
  } else if (size <= 16 && end - key >= 16) {
    hash = mix(part_of_eight(key, 8), part_of_eight(key + 8, size - 8), size);
  } else {
    hash = mr_key_hash(key, size);
  }
  uint64_t place = hash & mask;
  marks[place / 64] |= UINT64_C(1) << place % 64;
}

void mr_mark_tokens(const void *text, size_t size, const uint64_t *bits, uint64_t *marks,
                    uint64_t mask) {
  const char *bytes = text, *end = bytes + size, *start = bytes;
  uint64_t is_open = 0;
  for (size_t word = 0; word * 64 < size; word++) {
    const char *base = bytes + word * 64;
    uint64_t set = bits[word];
    size_t rest = size - word * 64;
    if (rest < 64) set &= (UINT64_C(1) << rest) - 1;
    uint64_t before = set << 1 | is_open;
    uint64_t starts = set & ~before, ends = ~set & before;
    for (; ends != 0; ends &= ends - 1) {
      if (!is_open) {
        start = base + __builtin_ctzll(starts);
        starts &= starts - 1;
      }
      is_open = 0;
      mark(start, (size_t)(base + __builtin_ctzll(ends) - start), end, marks, mask);
    }
    if (starts != 0) start = base + __builtin_ctzll(starts);
    is_open = set >> 63;
  }
  // It ends with the text.
  if (is_open) mark(start, (size_t)(end - start), end, marks, mask);
}
