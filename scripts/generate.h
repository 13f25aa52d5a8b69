/* What generate-records and generate-words have in common: options, files, random numbers. */
#ifndef GENERATE_H
#define GENERATE_H

#include <errno.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
  const char *program;
  /* Files are called STEM-0000.txt and so on. */
  const char *stem;
  /* Names of the shapes, up to a NULL; the first is the default. */
  const char *const *shapes;
  /* Bytes of the longest line that write_line writes, with what it may write beyond its end. */
  size_t longest_line;
  /* Writes line `number` of a file, with its newline; returns its size. */
  size_t (*write_line)(int shape, uint64_t *random, uint64_t number, char *line);
} generator;

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

static void fail(const generator *generator, const char *what, const char *name) {
  fprintf(stderr, "%s: %s %s: %s\n", generator->program, what, name, strerror(errno));
  exit(1);
}

static uint64_t number(const generator *generator, const char *option, const char *text,
                       uint64_t least) {
  char *end;
  errno = 0;
  uint64_t value = strtoull(text, &end, 10);
  if (errno != 0 || *text < '0' || *text > '9' || *end != 0 || value < least) {
    fprintf(stderr, "%s: %s has to be a number of at least %" PRIu64 ", not %s\n",
            generator->program, option, least, text);
    exit(64);
  }
  return value;
}

static int shape_named(const generator *generator, const char *name) {
  for (int i = 0; generator->shapes[i] != NULL; i++)
    if (strcmp(name, generator->shapes[i]) == 0) return i;
  fprintf(stderr, "%s: there is no shape \"%s\"\n", generator->program, name);
  exit(64);
}

static void write_file(const generator *generator, const char *name, int shape, uint64_t size,
                       uint64_t random) {
  char *line = malloc(generator->longest_line);
  FILE *file = fopen(name, "wb");
  if (line == NULL || file == NULL) fail(generator, "cannot create", name);
  uint64_t written = 0;
  for (uint64_t number = 0; written < size; number++) {
    size_t count = generator->write_line(shape, &random, number, line);
    if (fwrite(line, 1, count, file) != count) fail(generator, "cannot write", name);
    written += count;
  }
  if (fclose(file) != 0) fail(generator, "cannot write", name);
  free(line);
}

/* The whole program. Every file has a random stream of its own, so it does not depend on the
 * others. */
static int generate(const generator *generator, int count, char **arguments) {
  uint64_t bytes = 0, seed = 1, files = 1;
  const char *output = NULL;
  int shape = 0;
  int i = 1;
  for (; i + 1 < count; i += 2) {
    const char *option = arguments[i], *value = arguments[i + 1];
    if (strcmp(option, "--bytes") == 0)
      bytes = number(generator, option, value, 1);
    else if (strcmp(option, "--seed") == 0)
      seed = number(generator, option, value, 0);
    else if (strcmp(option, "--files") == 0)
      files = number(generator, option, value, 1);
    else if (strcmp(option, "--shape") == 0)
      shape = shape_named(generator, value);
    else if (strcmp(option, "--output") == 0)
      output = value;
    else
      break;
  }
  if (i != count || output == NULL || bytes < files) {
    fprintf(stderr,
            "usage: %s --bytes N [--seed S] [--files K] [--shape SHAPE] --output DIR\nshapes:",
            generator->program);
    for (i = 0; generator->shapes[i] != NULL; i++) fprintf(stderr, " %s", generator->shapes[i]);
    fputc('\n', stderr);
    return 64;
  }

  uint64_t state = seed;
  if (mkdir(output, 0777) != 0 && errno != EEXIST) fail(generator, "cannot create", output);
  for (uint64_t file = 0; file < files; file++) {
    char name[4096];
    if (snprintf(name, sizeof name, "%s/%s-%04" PRIu64 ".txt", output, generator->stem, file) >=
        (int)sizeof name) {
      errno = ENAMETOOLONG;
      fail(generator, "cannot create", output);
    }
    write_file(generator, name, shape, bytes / files, next(&state));
  }
  return 0;
}

#endif
