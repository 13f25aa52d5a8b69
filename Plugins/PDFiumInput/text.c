#include "text.h"

#include <stdlib.h>

// What PDFium gives in the place of a hyphen that divides a word at the end of a line.
#define DIVIDING 0xfffe

static int reserve(text *self, size_t capacity) {
  if (self->capacity >= capacity) return 1;
  char *bytes = realloc(self->bytes, capacity);
  if (bytes == NULL) return 0;
  self->bytes = bytes;
  self->capacity = capacity;
  return 1;
}

static void put(text *self, unsigned long code) {
  char *end = self->bytes + self->size;
  if (code < 0x80) {
    end[0] = (char)code;
    self->size += 1;
  } else if (code < 0x800) {
    end[0] = (char)(0xc0 | code >> 6);
    end[1] = (char)(0x80 | (code & 0x3f));
    self->size += 2;
  } else if (code < 0x10000) {
    end[0] = (char)(0xe0 | code >> 12);
    end[1] = (char)(0x80 | (code >> 6 & 0x3f));
    end[2] = (char)(0x80 | (code & 0x3f));
    self->size += 3;
  } else {
    end[0] = (char)(0xf0 | code >> 18);
    end[1] = (char)(0x80 | (code >> 12 & 0x3f));
    end[2] = (char)(0x80 | (code >> 6 & 0x3f));
    end[3] = (char)(0x80 | (code & 0x3f));
    self->size += 4;
  }
}

// The code point at `*index`, which goes past it. A surrogate alone is the replacement character.
static unsigned long take(const unsigned short *units, size_t count, size_t *index) {
  unsigned long unit = units[(*index)++];
  if (unit < 0xd800 || unit > 0xdfff) return unit;
  unsigned long low = *index < count ? units[*index] : 0;
  if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff) return 0xfffd;
  (*index)++;
  return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

static int is_end(unsigned long code) { return code == '\r' || code == '\n'; }

int text_set(text *self, const unsigned short *units, size_t count) {
  self->size = 0;
  // A unit takes three bytes at most, two of a pair four; and a newline at the end.
  if (!reserve(self, 3 * count + 1)) return 0;
  for (size_t i = 0; i < count;) {
    unsigned long code = take(units, count, &i);
    if (code == DIVIDING) {
      while (i < count && is_end(units[i])) i++;
    } else if (!is_end(code)) {
      put(self, code);
    } else if (self->size > 0 && self->bytes[self->size - 1] != '\n') {
      put(self, '\n');
    }
  }
  if (self->size > 0 && self->bytes[self->size - 1] != '\n') put(self, '\n');
  return 1;
}

int text_set_line(text *self, const unsigned short *units, size_t count) {
  if (!text_set(self, units, count)) return 0;
  if (self->size > 0) self->size--;
  return 1;
}

void text_free(text *self) { free(self->bytes); }
