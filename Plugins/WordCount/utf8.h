// UTF-8, strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
#ifndef WORDCOUNT_UTF8_H
#define WORDCOUNT_UTF8_H

#include <stddef.h>
#include <stdint.h>

// What utf8_decode says of bytes that are no character.
#define UTF8_INVALID UINT32_MAX

// Reads the character at `at`, which is before `end`, and returns how many bytes it takes.
// Invalid bytes are read one by one.
static inline size_t utf8_decode(const uint8_t *at, const uint8_t *end, uint32_t *character) {
  uint32_t first = at[0];
  if (first < 0x80) {
    *character = first;
    return 1;
  }
  *character = UTF8_INVALID;
  size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || (size_t)(end - at) < size) return 1;
  uint32_t value = first & (0x7fu >> size);
  for (size_t i = 1; i < size; i++) {
    if ((at[i] & 0xc0) != 0x80) return 1;
    value = value << 6 | (at[i] & 0x3f);
  }
  if (size == 3 && (value < 0x800 || (value >= 0xd800 && value < 0xe000))) return 1;
  if (size == 4 && (value < 0x10000 || value > 0x10ffff)) return 1;
  *character = value;
  return size;
}

// Writes a character and returns how many bytes it takes, at most 4.
static inline size_t utf8_encode(uint32_t character, uint8_t *out) {
  if (character < 0x80) {
    out[0] = (uint8_t)character;
    return 1;
  }
  size_t size = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  for (size_t i = size - 1; i > 0; i--, character >>= 6)
    out[i] = (uint8_t)(0x80 | (character & 0x3f));
  static const uint8_t marks[] = {0, 0, 0xc0, 0xe0, 0xf0};
  out[0] = (uint8_t)(marks[size] | character);
  return size;
}

#endif
