#include "sort.h"

#include <stdio.h>
#include <stdlib.h>

#include "batch.h"
#include "options.h"
#include "reversed.h"

typedef struct sort {
  options options;
  batch batch;       // what map emits
  uint8_t *line;     // a line made of its reversed key
  size_t line_room;
} sort;

// Tells the host where it need not ask: most sorts only want what was emitted, in order.
static mr_status pass_on(mr_task *task, const options *options) {
  const mr_identity *identity = task->host->extension(task, MR_IDENTITY);
  if (!identity || options->unique) return MR_OK;
  if (options->by != BY_LINE) return identity->pass_values(task);
  return options->reverse ? MR_OK : identity->pass_keys(task);
}

mr_status sort_create(mr_task *task, void **instance) {
  sort *self = malloc(sizeof *self);
  if (!self) return mr_fail(task, MR_RETRY, "no memory for an instance");
  self->line = NULL;
  self->line_room = 0;
  batch_init(&self->batch);
  mr_status status = options_read(task, &self->options);
  if (status == MR_OK) status = pass_on(task, &self->options);
  if (status != MR_OK) {
    sort_destroy(self);
    return status;
  }
  *instance = self;
  return MR_OK;
}

void sort_destroy(void *instance) {
  sort *self = instance;
  batch_free(&self->batch);
  free(self->line);
  free(self);
}

static mr_status too_long(mr_task *task, const mr_source *source, uint64_t number, size_t size) {
  char text[400];
  snprintf(text, sizeof text,
           "record %llu of %.*s would be sorted by %zu bytes, and a key has %d at most: sort by a "
           "part of it, such as key=1-1000",
           (unsigned long long)number, source->path.size < 200 ? (int)source->path.size : 200,
           (const char *)source->path.data, size, KEY_LIMIT);
  return mr_fail(task, MR_FATAL, text);
}

mr_status sort_map(void *instance, mr_task *task, const mr_source *source,
                   const mr_record *records, size_t count) {
  sort *self = instance;
  batch_begin(&self->batch, task);
  for (size_t i = 0; i < count; i++) {
    mr_bytes line = records[i].value;
    mr_bytes key = options_key(&self->options, line);
    // The line is not needed twice.
    mr_bytes value = self->options.by == BY_LINE ? mr_make_bytes(NULL, 0) : line;
    size_t size = self->options.reverse ? reversed_size(key) : key.size;
    if (size > KEY_LIMIT) return too_long(task, source, source->first_record + i, size);
    mr_status status = self->options.reverse ? batch_add_reversed(&self->batch, key, size, value)
                                             : batch_add(&self->batch, key, value);
    if (status != MR_OK) return status;
  }
  return batch_flush(&self->batch);
}

// The line that a reversed key was made of.
static mr_status restore(sort *self, mr_task *task, mr_bytes key, mr_bytes *line) {
  if (key.size > self->line_room) {
    free(self->line);
    self->line = malloc(key.size);
    self->line_room = self->line ? key.size : 0;
    if (!self->line) return mr_fail(task, MR_RETRY, "no memory for a line");
  }
  *line = mr_make_bytes(self->line, reversed_restore(key, self->line));
  return MR_OK;
}

mr_status sort_reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  enum { capacity = 64 };
  sort *self = instance;
  mr_bytes lines[capacity];
  mr_record records[capacity];
  if (self->options.by == BY_LINE && self->options.reverse) {
    mr_status status = restore(self, task, key, &key);
    if (status != MR_OK) return status;
  }
  size_t room = self->options.unique ? 1 : capacity;
  while (1) {
    size_t count;
    mr_status status = values->next(values, lines, room, &count);
    if (status != MR_OK) return status == MR_END ? MR_OK : status;
    for (size_t i = 0; i < count; i++) {
      records[i].key = self->options.by == BY_LINE ? key : lines[i];
      records[i].value = mr_make_bytes(NULL, 0);
    }
    status = task->host->emit(task, records, count);
    if (status != MR_OK || self->options.unique) return status;
  }
}
