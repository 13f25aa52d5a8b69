// What can be said of a pattern without running it.
#ifndef GREP_LITERAL_H
#define GREP_LITERAL_H

#include <stddef.h>
#include <stdint.h>

// Writes the longest text that is part of every match of a pattern, and returns its size; 0 if
// nothing is known, or the pattern has constructs that this does not look into. The pattern is
// one that PCRE2 compiles, in UTF-8; `text` has room for `size` bytes.
size_t literal_find(const uint8_t *pattern, size_t size, uint8_t *text);

// Writes a pattern that matches the text and nothing else, and returns its size, at most twice
// that of the text.
size_t literal_quote(const uint8_t *text, size_t size, uint8_t *pattern);

#endif
