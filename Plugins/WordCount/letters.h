// Which of 64 bytes are letters, as a mask: bit i for byte i.
#ifndef WORDCOUNT_LETTERS_H
#define WORDCOUNT_LETTERS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

static inline unsigned is_letter(uint8_t byte) { return (uint8_t)((byte | 0x20) - 'a') < 26; }

#if defined(__SSE2__)

static inline uint64_t letters_of(__m128i bytes) {
  // In lower case and moved up so that 'z' becomes the greatest signed byte, letters are the
  // 26 greatest ones.
  __m128i lower = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
  __m128i moved = _mm_add_epi8(lower, _mm_set1_epi8(127 - 'z'));
  return (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(moved, _mm_set1_epi8(127 - 26)));
}

static inline uint64_t letters_16(const uint8_t *text) {
  return letters_of(_mm_loadu_si128((const __m128i *)(const void *)text));
}

static inline uint64_t letters_8(const uint8_t *text) {
  return letters_of(_mm_loadl_epi64((const __m128i *)(const void *)text));
}

static inline uint64_t letters_32(const uint8_t *text) {
  return letters_16(text) | letters_16(text + 16) << 16;
}

// Of 64 bytes.
static inline uint64_t letters_block(const uint8_t *text) {
  return letters_32(text) | letters_32(text + 32) << 32;
}

// Of fewer than 64 bytes; the bits above are 0. Two loads that overlap cover every size without
// reading past the end.
static inline uint64_t letters_tail(const uint8_t *text, size_t size) {
  if (size >= 32) return letters_32(text) | letters_32(text + size - 32) << (size - 32);
  if (size >= 16) return letters_16(text) | letters_16(text + size - 16) << (size - 16);
  if (size >= 8) return letters_8(text) | letters_8(text + size - 8) << (size - 8);
  uint64_t letters = 0;
  for (size_t i = 0; i < size; i++) letters |= (uint64_t)is_letter(text[i]) << i;
  return letters;
}

#else

static inline uint64_t letters_tail(const uint8_t *text, size_t size) {
  uint64_t letters = 0;
  for (size_t i = 0; i < size; i++) letters |= (uint64_t)is_letter(text[i]) << i;
  return letters;
}

static inline uint64_t letters_block(const uint8_t *text) { return letters_tail(text, 64); }

#endif

#endif
