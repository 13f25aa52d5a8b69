/* Writes English-like text: a vocabulary of made-up words whose frequencies fall
 * off as those of a natural language do, in sentences, paragraphs and lines of
 * about 70 characters. The same options give the same bytes on every machine.
 *
 *   generate-text --bytes N --seed S --files K --output DIR
 *
 * writes K files of N / K bytes each, text-0000.txt and so on. Every file ends
 * with a newline and has a random stream of its own, so it does not depend on
 * the others.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
  VOCABULARY = 200000,
  MAX_WORD = 24,
  LINE = 70,
  BUFFER = 1 << 20,
  /* Room for a word with its punctuation and a paragraph's end. */
  SLACK = MAX_WORD + 8,
};

/* How often the word of a rank, from 1, is used: by Zipf's law for the few
 * thousand that everybody knows, and falling off faster for the rest. The first
 * word is 7 % of the text, the first hundred are half of it. */
static double frequency(double rank) { return 1 / ((rank + 0.8) * (1 + rank / 5000)); }

typedef struct {
  uint8_t size;
  char text[MAX_WORD - 1];
} word;

/* One column of Walker's alias method: takes `own` below `threshold`. */
typedef struct {
  uint32_t threshold;
  uint32_t other;
} column;

static word words[VOCABULARY];
static column columns[VOCABULARY];

static void fail(const char *what, const char *name) {
  fprintf(stderr, "generate-text: %s %s: %s\n", what, name, strerror(errno));
  exit(1);
}

/* SplitMix64: one addition and a mix a number, any seed is good. */
static inline uint64_t next(uint64_t *state) {
  uint64_t z = (*state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

/* A number below `bound`; the bias of 2^-32 does not matter here. */
static inline uint32_t below(uint64_t *state, uint32_t bound) {
  return (uint32_t)(((next(state) >> 32) * bound) >> 32);
}

static size_t append(char *text, size_t size, const char *part) {
  size_t length = strlen(part);
  memcpy(text + size, part, length);
  return size + length;
}

/* A pronounceable word of at least `least` letters. */
static word make_word(uint64_t *state, size_t least) {
  static const char *const onsets[] = {"b",  "c",  "d",  "f",  "g",  "h", "l",  "m",  "n", "p",
                                       "r",  "s",  "t",  "v",  "w",  "y", "br", "ch", "d", "fl",
                                       "gr", "pl", "pr", "qu", "sh", "s", "st", "th", "t", "tr"};
  static const char *const vowels[] = {"a", "e", "i", "o", "u", "e", "a", "o", "ea", "ou", "i", "e"};
  static const char *const codas[] = {"",  "n", "r",  "s",  "t",  "l", "d",  "",  "", "m",
                                      "", "",  "ng", "nd", "st", "",  "ck", "nt"};
  char text[64];
  size_t size = 0;
  if (below(state, 4) == 0) size = append(text, size, vowels[below(state, 12)]);
  while (size < least) {
    size = append(text, size, onsets[below(state, 30)]);
    size = append(text, size, vowels[below(state, 12)]);
    size = append(text, size, codas[below(state, 18)]);
  }
  /* Cut back to what was asked for, so that lengths are spread as planned. */
  word result = {.size = (uint8_t)least};
  memcpy(result.text, text, least);
  return result;
}

/* The length of the word of a rank: frequent words are short, and lengths vary
 * more the rarer words are. Weighted by frequency the mean is about 4.9. */
static size_t word_length(uint64_t *state, uint32_t rank) {
  if (rank < 4) return 1 + below(state, 3);
  if (rank < 60) return 2 + below(state, 4);
  if (rank < 600) return 3 + below(state, 6);
  if (rank < 6000) return 5 + below(state, 6);
  return 6 + below(state, 4) + below(state, 4);
}

/* Fills `words` with distinct words, by rank. */
static void make_vocabulary(uint64_t *state) {
  enum { SLOTS = 1 << 19 };
  static uint32_t slots[SLOTS]; /* rank + 1, or 0: which words are taken */
  for (uint32_t rank = 0; rank < VOCABULARY; rank++) {
    size_t length = word_length(state, rank);
    for (unsigned tries = 0;; tries++) {
      /* Where the short words are used up, a longer one has to do. */
      if (tries > 0 && tries % 20 == 0 && length < MAX_WORD - 2) length++;
      word candidate = make_word(state, length);
      uint64_t hash = 0xcbf29ce484222325u;
      for (size_t i = 0; i < candidate.size; i++)
        hash = (hash ^ (uint8_t)candidate.text[i]) * 0x100000001b3u;
      uint32_t slot = (uint32_t)(hash >> 40) & (SLOTS - 1);
      while (slots[slot] != 0) {
        const word *taken = &words[slots[slot] - 1];
        if (taken->size == candidate.size &&
            memcmp(taken->text, candidate.text, candidate.size) == 0)
          break;
        slot = (slot + 1) & (SLOTS - 1);
      }
      if (slots[slot] != 0) continue;
      slots[slot] = rank + 1;
      words[rank] = candidate;
      break;
    }
  }
}

/* Prepares `columns` (Vose's way), so that a rank is drawn in constant time. */
static void make_columns(void) {
  static double weights[VOCABULARY];
  static uint32_t small[VOCABULARY], large[VOCABULARY];
  size_t small_count = 0, large_count = 0;
  double sum = 0;
  for (uint32_t i = 0; i < VOCABULARY; i++) sum += weights[i] = frequency(i + 1);
  for (uint32_t i = 0; i < VOCABULARY; i++) {
    weights[i] *= VOCABULARY / sum;
    if (weights[i] < 1)
      small[small_count++] = i;
    else
      large[large_count++] = i;
  }
  while (small_count > 0 && large_count > 0) {
    uint32_t less = small[--small_count], more = large[large_count - 1];
    columns[less] = (column){(uint32_t)(weights[less] * 4294967295.0), more};
    weights[more] -= 1 - weights[less];
    if (weights[more] < 1) {
      large_count--;
      small[small_count++] = more;
    }
  }
  while (large_count > 0) columns[large[--large_count]] = (column){UINT32_MAX, 0};
  while (small_count > 0) columns[small[--small_count]] = (column){UINT32_MAX, 0};
}

static inline const word *draw(uint64_t *state) {
  uint64_t random = next(state);
  uint32_t index = (uint32_t)(((random >> 32) * VOCABULARY) >> 32);
  if ((uint32_t)random >= columns[index].threshold) index = columns[index].other;
  return &words[index];
}

/* Where the text stands. */
typedef struct {
  uint64_t random;
  uint32_t sentence;  /* words left in the sentence */
  uint32_t paragraph; /* sentences left in the paragraph */
  uint32_t column;
} author;

/* Writes a word and what follows it up to the next; returns the new end. */
static inline char *write_word(author *author, char *end) {
  const word *chosen = draw(&author->random);
  if (author->column > 0) {
    int fits = author->column + 1 + chosen->size < LINE;
    *end++ = fits ? ' ' : '\n';
    author->column = fits ? author->column + 1 : 0;
  }
  int begins = author->sentence == 0;
  if (begins) author->sentence = 4 + below(&author->random, 11) + below(&author->random, 11);
  memcpy(end, chosen->text, MAX_WORD - 1);
  if (begins) *end = (char)(*end - 'a' + 'A');
  end += chosen->size;
  author->column += chosen->size;

  if (--author->sentence > 0) {
    uint32_t mark = below(&author->random, 256);
    if (mark < 20) {
      *end++ = mark < 17 ? ',' : ';';
      author->column++;
    }
    return end;
  }
  uint32_t mark = below(&author->random, 32);
  *end++ = mark == 0 ? '!' : mark < 3 ? '?' : '.';
  author->column++;
  if (--author->paragraph == 0) {
    *end++ = '\n';
    *end++ = '\n';
    author->column = 0;
    author->paragraph = 3 + below(&author->random, 8);
  }
  return end;
}

static void write_file(const char *name, uint64_t size, uint64_t seed) {
  static char buffer[BUFFER];
  FILE *file = fopen(name, "wb");
  if (file == NULL) fail("cannot create", name);
  author author = {.random = seed, .paragraph = 5};
  for (uint64_t written = 0; written < size;) {
    char *end = buffer;
    while (end < buffer + BUFFER - SLACK) end = write_word(&author, end);
    uint64_t count = (uint64_t)(end - buffer);
    if (count >= size - written) {
      count = size - written;
      buffer[count - 1] = '\n';
    }
    if (fwrite(buffer, 1, count, file) != count) fail("cannot write", name);
    written += count;
  }
  if (fclose(file) != 0) fail("cannot write", name);
}

static uint64_t number(const char *option, const char *text, uint64_t least) {
  char *end;
  errno = 0;
  uint64_t value = strtoull(text, &end, 10);
  if (errno != 0 || *text < '0' || *text > '9' || *end != 0 || value < least) {
    fprintf(stderr, "generate-text: %s has to be a number of at least %" PRIu64 ", not %s\n",
            option, least, text);
    exit(64);
  }
  return value;
}

int main(int count, char **arguments) {
  uint64_t bytes = 0, seed = 1, files = 1;
  const char *output = NULL;
  int i = 1;
  for (; i + 1 < count; i += 2) {
    const char *option = arguments[i], *value = arguments[i + 1];
    if (strcmp(option, "--bytes") == 0)
      bytes = number(option, value, 1);
    else if (strcmp(option, "--seed") == 0)
      seed = number(option, value, 0);
    else if (strcmp(option, "--files") == 0)
      files = number(option, value, 1);
    else if (strcmp(option, "--output") == 0)
      output = value;
    else
      break;
  }
  if (i != count || output == NULL || bytes < files) {
    fputs("usage: generate-text --bytes N [--seed S] [--files K] --output DIR\n", stderr);
    return 64;
  }

  uint64_t state = seed;
  make_vocabulary(&state);
  make_columns();
  if (mkdir(output, 0777) != 0 && errno != EEXIST) fail("cannot create", output);
  for (uint64_t file = 0; file < files; file++) {
    char name[4096];
    if (snprintf(name, sizeof name, "%s/text-%04" PRIu64 ".txt", output, file) >= (int)sizeof name) {
      errno = ENAMETOOLONG;
      fail("cannot create", output);
    }
    /* The last file takes what the division leaves. */
    uint64_t share = bytes / files;
    write_file(name, file + 1 < files ? share : bytes - share * (files - 1), next(&state));
  }
  return 0;
}
