#define _GNU_SOURCE  // memrchr
#include "grep.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "matches.h"
#include "options.h"
#include "pattern.h"

typedef struct grep {
  options options;
  pattern pattern;
  matches matches;
} grep;

mr_status grep_create(mr_task *task, void **instance) {
  grep *self = calloc(1, sizeof *self);
  if (!self) return mr_fail(task, MR_RETRY, "no memory for an instance");
  mr_status status = options_read(task, &self->options);
  if (status == MR_OK) status = pattern_open(&self->pattern, task, &self->options);
  if (status != MR_OK) {
    grep_destroy(self);
    return status;
  }
  *instance = self;
  return MR_OK;
}

void grep_destroy(void *instance) {
  grep *self = instance;
  pattern_free(&self->pattern);
  free(self->matches.text);
  free(self);
}

static mr_status give_up(mr_task *task, const mr_source *source, uint64_t number, int error) {
  char why[256], message[1000];
  pattern_error_text(error, why, sizeof why);
  snprintf(message, sizeof message,
           "%.*s:%llu: the pattern cannot be matched: %s; repetitions within repetitions, as in "
           "(a+)+, need too many steps: write it without them",
           source->path.size < 500 ? (int)source->path.size : 500,
           (const char *)source->path.data, (unsigned long long)number, why);
  return mr_fail(task, MR_FATAL, message);
}

static const uint8_t *begin_of(mr_bytes bytes) {
  return bytes.data ? bytes.data : (const uint8_t *)"";
}

static bool ends_with_newline(mr_bytes bytes) {
  return bytes.size > 0 && ((const uint8_t *)bytes.data)[bytes.size - 1] == '\n';
}

// How many of the records lie in memory as lines of one text: each ends one byte before the next
// begins, which is a newline.
static size_t records_in_one_text(const mr_record *records, size_t count) {
  size_t found = 1;
  for (; found < count; found++) {
    mr_bytes line = records[found - 1].value;
    const uint8_t *end = (const uint8_t *)line.data + line.size;
    if (!line.data || records[found].value.data != end + 1 || *end != '\n' ||
        ends_with_newline(line))
      break;
  }
  return found;
}

// Searches records that lie in one text. `number` is that of the first.
static mr_status search(grep *self, mr_task *task, const mr_source *source,
                        const mr_record *records, size_t count, uint64_t number) {
  mr_bytes last = records[count - 1].value;
  const uint8_t *at = begin_of(records[0].value);
  const uint8_t *end = begin_of(last) + last.size;
  // There is no line after the last newline of a page.
  if (ends_with_newline(last)) end--;
  size_t record = 0;  // that the line is of
  for (;;) {
    const uint8_t *line = at;
    if (self->pattern.literal) {
      at = pattern_hint(&self->pattern, at, end);
      if (!at) return MR_OK;
      const uint8_t *newline = memrchr(line, '\n', (size_t)(at - line));
      if (newline) line = newline + 1;
    }
    const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
    size_t size = (size_t)((newline ? newline : end) - line);
    int found = pattern_matches(&self->pattern, line, size);
    if (found < 0 || (found == 1) != self->options.invert) {
      mr_bytes value = records[record].value;
      for (; begin_of(value) + value.size < line; value = records[record].value) record++;
      if (found < 0) return give_up(task, source, number + record, found);
      mr_status status = matches_add(&self->matches, number + record, line, size);
      if (status != MR_OK) return status;
    }
    if (!newline) return MR_OK;
    at = newline + 1;
  }
}

mr_status grep_map(void *instance, mr_task *task, const mr_source *source,
                   const mr_record *records, size_t count) {
  grep *self = instance;
  self->matches.task = task;
  self->matches.document = source->relative_path;
  uint64_t number = source->first_record;
  while (count > 0) {
    size_t found = records_in_one_text(records, count);
    mr_status status = search(self, task, source, records, found, number);
    if (status != MR_OK) return status;
    records += found;
    count -= found;
    number += found;
  }
  return matches_flush(&self->matches);
}
