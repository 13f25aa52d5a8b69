#include "matches.h"

#include <stdlib.h>

// Digits of the largest number, and the tab.
#define NUMBER_SIZE 21
// Of the text, where no line is longer.
#define LEAST_CAPACITY (64u << 10)

mr_status matches_flush(matches *matches) {
  size_t count = matches->count;
  matches->count = 0;
  matches->used = 0;
  if (count == 0) return MR_OK;
  return matches->task->host->emit(matches->task, matches->records, count);
}

// Room for one more value. Values that wait stay where they are: they are emitted first.
static mr_status make_room(matches *matches, size_t size) {
  if (matches->count < MATCHES_CAPACITY && size <= matches->capacity - matches->used) return MR_OK;
  mr_status status = matches_flush(matches);
  if (status != MR_OK || size <= matches->capacity) return status;
  free(matches->text);
  matches->capacity = size < LEAST_CAPACITY ? LEAST_CAPACITY : size;
  matches->text = malloc(matches->capacity);
  if (matches->text) return MR_OK;
  matches->capacity = 0;
  return mr_fail(matches->task, MR_RETRY, "no memory for lines");
}

// Writes the number in decimal and returns how many digits it has.
static size_t write_number(uint64_t number, char *out) {
  char digits[NUMBER_SIZE];
  char *at = digits + sizeof digits;
  do *--at = (char)('0' + number % 10);
  while (number /= 10);
  size_t size = (size_t)(digits + sizeof digits - at);
  memcpy(out, at, size);
  return size;
}

mr_status matches_add(matches *matches, uint64_t number, const uint8_t *line, size_t size) {
  mr_status status = make_room(matches, NUMBER_SIZE + size);
  if (status != MR_OK) return status;
  char *value = matches->text + matches->used;
  size_t written = write_number(number, value);
  value[written++] = '\t';
  memcpy(value + written, line, size);
  written += size;
  matches->used += written;
  mr_record *record = &matches->records[matches->count++];
  record->key = matches->document;
  record->value = mr_make_bytes(value, written);
  return MR_OK;
}
