// How the key of a word is written.
#ifndef WORDCOUNT_KEY_STYLE_H
#define WORDCOUNT_KEY_STYLE_H

#include <locale.h>
#include <mapreduce.h>
#include <stdbool.h>

typedef struct key_style {
  mr_bytes prefix;  // before every key and a '/'; data NULL: nothing, not even the '/'
  bool lowercase;
  locale_t locale;  // whose lower case is meant; (locale_t)0: that of ASCII
} key_style;

// Whether keys are anything else than the word as it is.
static inline bool key_style_rewrites(const key_style *style) {
  return style->prefix.data || style->lowercase;
}

// How many bytes the word's key takes at most.
size_t key_bound(const key_style *style, mr_bytes word);

// Writes the word's key and returns its size.
size_t key_write(const key_style *style, mr_bytes word, uint8_t *out);

#endif
