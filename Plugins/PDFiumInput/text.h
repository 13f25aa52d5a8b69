// PDFium's text as UTF-8.
#ifndef PDFIUMINPUT_TEXT_H
#define PDFIUMINPUT_TEXT_H

#include <stddef.h>

// Bytes that grow. All zero is an empty one.
typedef struct text {
  char *bytes;
  size_t size;
  size_t capacity;
} text;

// Makes UTF-8 of `count` units of UTF-16: lines end with a newline, empty ones are left out, and a word that
// a hyphen divides at the end of a line is joined.
// Returns 0 if there is no memory.
int text_set(text *self, const unsigned short *units, size_t count);

// The same for a text of one line, which gets no newline.
int text_set_line(text *self, const unsigned short *units, size_t count);

void text_free(text *self);

#endif
