#include "key_style.h"

#include <wctype.h>

#include "utf8.h"

size_t key_bound(const key_style *style, mr_bytes word) {
  size_t prefix = style->prefix.data ? style->prefix.size + 1 : 0;
  // A letter of two bytes may have a lower case of four at the most.
  return prefix + (style->locale ? 2 : 1) * word.size;
}

// The word is of ASCII letters only.
static size_t write_ascii_lowercase(mr_bytes word, uint8_t *out) {
  const uint8_t *text = word.data;
  for (size_t i = 0; i < word.size; i++) out[i] = text[i] | 0x20;
  return word.size;
}

// The word is valid UTF-8: it was read by the same decoder.
static size_t write_unicode_lowercase(mr_bytes word, locale_t locale, uint8_t *out) {
  const uint8_t *at = word.data;
  const uint8_t *end = at + word.size;
  size_t written = 0;
  while (at < end) {
    if (*at < 0x80) {  // a letter
      out[written++] = *at++ | 0x20;
      continue;
    }
    uint32_t character;
    at += utf8_decode(at, end, &character);
    written += utf8_encode((uint32_t)towlower_l((wint_t)character, locale), out + written);
  }
  return written;
}

size_t key_write(const key_style *style, mr_bytes word, uint8_t *out) {
  size_t written = 0;
  if (style->prefix.data) {
    memcpy(out, style->prefix.data, style->prefix.size);
    out[style->prefix.size] = '/';
    written = style->prefix.size + 1;
  }
  if (style->lowercase && style->locale)
    return written + write_unicode_lowercase(word, style->locale, out + written);
  if (style->lowercase) return written + write_ascii_lowercase(word, out + written);
  memcpy(out + written, word.data, word.size);
  return written + word.size;
}
