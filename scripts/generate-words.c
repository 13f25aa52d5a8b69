/* Writes words of distributions that natural language does not have. The same options give the
 * same bytes on every machine.
 *
 *   generate-words --bytes N [--seed S] [--files K] [--shape SHAPE] --output DIR
 *
 * writes K files of about N / K bytes each, words-0000.txt and so on, none of which ends within a
 * line. Shapes:
 *
 *   distinct  nearly every word occurs once
 *   hot       9 words of 10 are one and the same, the others are of a million
 *   long      words of 100,000, in lines of 1,000,000 bytes
 *   empty     the same, but 9 lines of 10 are empty, the others of one word
 *   unicode   the same, with letters of several alphabets within and between ASCII words
 */
#include "generate.h"

enum { LINE = 70, LONG_LINE = 1000000, MAX_WORD = 64 };

enum { DISTINCT, HOT, LONG, EMPTY, UNICODE };
static const char *const shapes[] = {"distinct", "hot", "long", "empty", "unicode", NULL};

/* Writes `number` in base 26, at least `least` letters; returns the size. */
static size_t spell(uint64_t number, size_t least, char *word) {
  size_t size = 0;
  while (size < least || number > 0) {
    word[size++] = (char)('a' + number % 26);
    number /= 26;
  }
  return size;
}

static size_t append(char *word, size_t size, const char *part) {
  size_t length = strlen(part);
  memcpy(word + size, part, length);
  return size + length;
}

static size_t write_word(int shape, uint64_t *random, char *word) {
  static const char *const foreign[] = {"é",  "ß",     "ø",  "žluť", "мир",
                                        "語", "λόγος", "日本", "ñ",    "😀"};
  switch (shape) {
    case DISTINCT: return spell(next(random) >> 8, 11, word);
    case HOT:
      if (below(random, 10) > 0) return append(word, 0, "the");
      return spell(below(random, 1000000), 5, word);
    case UNICODE: {
      size_t size = spell(below(random, 100000), 3, word);
      if (below(random, 2) == 0) return size;
      size = append(word, size, foreign[below(random, 10)]);
      if (below(random, 2) == 0) return size;
      return size + spell(below(random, 1000), 1, word + size);
    }
    default: return spell(below(random, 100000), 3, word);
  }
}

static size_t write_line(int shape, uint64_t *random, uint64_t number, char *line) {
  (void)number;
  if (shape == EMPTY && below(random, 10) > 0) {
    line[0] = '\n';
    return 1;
  }
  size_t limit = shape == LONG ? LONG_LINE - MAX_WORD : shape == EMPTY ? 1 : LINE;
  size_t size = 0;
  while (size < limit) {
    if (size > 0) line[size++] = ' ';
    size += write_word(shape, random, line + size);
  }
  line[size++] = '\n';
  return size;
}

int main(int count, char **arguments) {
  static const generator words = {"generate-words", "words", shapes, LONG_LINE, write_line};
  return generate(&words, count, arguments);
}
