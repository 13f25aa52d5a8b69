/* Functions that know nothing of mapreduce.h, for jobs that name them by their signatures. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

const int a_variable = 1;

/* Emits each word, with 1. */
void count_words(const char *text, size_t size, void (*emit)(const char *word, int64_t one)) {
  char word[256];
  size_t length = 0;
  for (size_t i = 0; i <= size; i++) {
    if (i < size && isalpha((unsigned char)text[i])) {
      if (length < sizeof word - 1) word[length++] = (char)tolower((unsigned char)text[i]);
    } else if (length > 0) {
      word[length] = 0;
      emit(word, 1);
      length = 0;
    }
  }
}

/* Emits slices of the text, and stops when it is asked to. Returns how many were taken. */
int pairs(const char *text, size_t size, int (*emit)(const void *, size_t, double)) {
  int taken = 0;
  for (size_t i = 0; i + 2 <= size; i += 2, taken++)
    if (emit(text + i, 2, (double)i / 2) != 0) break;
  return taken;
}

int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double median(const double *values, size_t count) {
  double *sorted = malloc(count * sizeof *sorted);
  memcpy(sorted, values, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, ascending);
  double result = count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
  free(sorted);
  return result;
}

int32_t total8(const int8_t *values, uint16_t count) {
  int32_t sum = 0;
  for (uint16_t i = 0; i < count; i++) sum += values[i];
  return sum;
}

const char *longest(const char *const *values, uint32_t count) {
  const char *best = NULL;
  for (uint32_t i = 0; i < count; i++)
    if (best == NULL || strlen(values[i]) > strlen(best)) best = values[i];
  return best;
}

/* The key and the number of its values, as often as it has values. */
void repeat(const char *key, const char *const *values, size_t count,
            void (*emit)(const char *, const char *)) {
  for (size_t i = 0; i < count; i++) emit(key, values[i]);
}

/* NULL for lines that begin with '#'. */
const char *first_word(const char *line) {
  static char word[64];
  if (*line == '#') return NULL;
  size_t length = strcspn(line, " ");
  if (length > sizeof word - 1) length = sizeof word - 1;
  memcpy(word, line, length);
  word[length] = 0;
  return word;
}

int8_t negative8(void) { return -8; }
uint8_t high8(void) { return 200; }
int16_t negative16(void) { return -1600; }
uint64_t beyond_int64(void) { return UINT64_MAX; }
float third(float x) { return x / 3; }

/* Each of its arguments weighs differently. */
double mixed(int8_t a, uint16_t b, float c, int32_t d, double e, uint64_t f, const char *text,
             void *nothing, int64_t g, size_t h) {
  return a + 10.0 * b + 100.0 * (double)c + 1000.0 * d + 1e4 * e + 1e5 * (double)f +
         1e6 * (double)strlen(text) + (nothing == NULL ? 1e7 : 0) + 1e8 * (double)g +
         1e9 * (double)h;
}

void emit_null(void (*emit)(const char *, int64_t)) { emit(NULL, 1); }
void emit_large(void (*emit)(uint64_t, int64_t)) { emit(UINT64_MAX, 1); }

int64_t crash(const void *data, size_t size) {
  (void)data;
  if (size == 5) abort();
  return 0;
}
