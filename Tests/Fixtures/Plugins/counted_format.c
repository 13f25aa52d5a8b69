/* A format whose records are the lines of a file.  It notes every share that it opens in the file that
 * COUNTED_OPENS names.  A line that begins with ! is logged, and counted, beside being a record; one
 * that begins with ? makes it ask for a parameter that it does not declare; one that begins with # is
 * set aside; one that begins with ^ hangs, unless it is not to be read, and is to take a second.  Its records have attributes: the share, and for a line that begins with a, b or c that
 * letter.  With DEFECT it declares no parameter at all. */
#define _POSIX_C_SOURCE 200809L
#include "mapreduce.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

typedef struct reader {
  const char *content;
  size_t next, end, line;
  int64_t key;
  const mr_split *split;
  int is_slow;
} reader;

/* The beginning of the first line at or after a place. */
static size_t line_from(const char *content, size_t size, size_t place) {
  while (place > 0 && place < size && content[place - 1] != '\n') place++;
  return place < size ? place : size;
}

static void note(const mr_split *split) {
  const char *name = getenv("COUNTED_OPENS");
  if (name == NULL) return;
  FILE *opens = fopen(name, "a");
  // In a sandbox: who asks for the number asks again without one.
  if (opens == NULL) abort();
  fprintf(opens, "%.*s %u/%u\n", (int)split->source->relative_path.size,
          (const char *)split->source->relative_path.data, split->index, split->count);
  fclose(opens);
}

static mr_status set(mr_task *task, const char *name, mr_bytes value) {
  const mr_attributes *attributes = task->host->extension(task, MR_ATTRIBUTES);
  return attributes->set(task, mr_string(name), value);
}

static mr_status open_share(mr_task *task, const mr_split *split, void **result) {
  reader *self = calloc(1, sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  note(split);
  size_t size = split->content.size;
  self->split = split;
  self->content = split->content.data;
  self->next = line_from(self->content, size, size * split->index / split->count);
  self->end = line_from(self->content, size, size * (split->index + (size_t)1) / split->count);
  for (size_t i = 0; i < self->next; i++) self->line += self->content[i] == '\n';
  self->is_slow = mr_parameter(task, "slow").size > 0;
  *result = self;
  char share[32];
  snprintf(share, sizeof share, "share %u", split->index);
  return set(task, "share", mr_string(share));
}

static int is_to_skip(const mr_split *split, uint64_t line) {
  for (size_t i = 0; i < split->skip_count; i++)
    if (split->skip[i].first <= line && line <= split->skip[i].last) return 1;
  return 0;
}

static mr_status next_line(void *opaque, mr_task *task, mr_record *out, size_t capacity,
                           size_t *count, uint64_t *first_record) {
  reader *self = opaque;
  (void)capacity;
  *count = 0;
  if (self->next >= self->end) return MR_END;
  const char *line = self->content + self->next;
  if (line[0] == '#') {
    const mr_bad_records *bad = task->host->extension(task, MR_BAD_RECORDS);
    mr_status status =
        bad->set_aside(task, ++self->line, mr_string("damaged"), mr_string("it is bad"));
    if (status != MR_OK) return status;
    while (self->next < self->end && self->content[self->next++] != '\n') {
    }
    return next_line(opaque, task, out, capacity, count, first_record);
  }
  if (line[0] == '^') {
    const mr_bad_records *bad = task->host->extension(task, MR_BAD_RECORDS);
    bad->reading(task, ++self->line, 1);
    while (!is_to_skip(self->split, self->line)) pause();
    while (self->next < self->end && self->content[self->next++] != '\n') {
    }
    return next_line(opaque, task, out, capacity, count, first_record);
  }
  if (self->is_slow) nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
  size_t size = 0;
  while (self->next + size < self->end && line[size] != '\n') size++;
  if (size > 0 && line[0] == '!') {
    task->host->log(task, MR_WARNING, mr_make_bytes(line, size));
    task->host->count(task, mr_string("remarks"), 1);
  }
  if (size > 0 && line[0] == '?') mr_parameter(task, "undeclared");
  self->key = (int64_t)++self->line;
  out[0].key = mr_make_bytes(&self->key, sizeof self->key);
  out[0].value = mr_make_bytes(line, size);
  self->next += size + 1;
  *count = 1;
  *first_record = self->line;
  return size > 0 && *line >= 'a' && *line <= 'c' ? set(task, "letter", mr_make_bytes(line, 1)) : MR_OK;
}

#ifndef DEFECT
static const mr_parameter_spec slow = {
    .size = sizeof slow, .name = "slow", .kind = MR_FLAG, .description = "waits at every line"};
static const mr_parameter_spec *const parameters[] = {&slow};
#endif
static const char *const attributes[] = {"share", "letter"};
static const mr_input_format format = {.size = sizeof format,
                                       .abi = MR_ABI_VERSION,
                                       .key_type = MR_INT64,
                                       .value_type = MR_UTF8,
                                       .splittable = 1,
                                       .name = "counted",
                                       .record_name = "line",
                                       .open = open_share,
                                       .next = next_line,
                                       .close = free,
                                       .attributes = attributes,
                                       .attribute_count = 2,
#ifndef DEFECT
                                       .parameters = parameters,
                                       .parameter_count = 1,
#endif
};
static const mr_input_format *const formats[] = {&format};
static const mr_plugin plugin = {.size = sizeof plugin,
                                 .abi = MR_ABI_VERSION,
                                 .format_count = 1,
                                 .name = "counted",
                                 .formats = formats};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
