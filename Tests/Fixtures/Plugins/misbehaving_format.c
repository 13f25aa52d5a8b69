/* Input formats: `letters` gives every byte of a file as a record, the others misbehave. */
#include "mapreduce.h"

#include <stdlib.h>

typedef struct letters {
  mr_bytes content;
  size_t position, end;
  int64_t keys[64];
} letters;

/* Readers that were opened and not yet closed, and the most there were. */
static int32_t open_readers, most_readers;
MR_EXPORT int32_t misbehaving_open_readers(void);
int32_t misbehaving_open_readers(void) { return open_readers; }
MR_EXPORT int32_t misbehaving_most_readers(void);
int32_t misbehaving_most_readers(void) { return most_readers; }

static mr_status open_letters(mr_task *task, const mr_split *split, void **reader) {
  letters *self = malloc(sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  self->content = split->content;
  self->position = split->content.size * split->index / split->count;
  self->end = split->content.size * (split->index + 1) / split->count;
  *reader = self;
  if (++open_readers > most_readers) most_readers = open_readers;
  return MR_OK;
}

static mr_status next_letters(void *reader, mr_task *task, mr_record *out, size_t capacity,
                              size_t *count, uint64_t *first_record) {
  letters *self = reader;
  (void)task;
  *first_record = self->position + 1;
  for (*count = 0; *count < capacity && *count < 64 && self->position < self->end; ++*count) {
    self->keys[*count] = (int64_t)self->position;
    out[*count].key = mr_make_bytes(&self->keys[*count], sizeof *self->keys);
    out[*count].value = mr_make_bytes((const char *)self->content.data + self->position++, 1);
  }
  return *count == 0 ? MR_END : MR_OK;
}

static void close_letters(void *reader) {
  open_readers--;
  free(reader);
}

#define FORMAT(id, open_function, next_function)                                         \
  static const mr_input_format id##_format = {.size = sizeof(mr_input_format),           \
                                              .abi = MR_ABI_VERSION,                     \
                                              .key_type = MR_INT64,                      \
                                              .value_type = MR_BYTES,                    \
                                              .splittable = 1,                           \
                                              .name = #id,                               \
                                              .record_name = "letter",                   \
                                              .open = open_function,                     \
                                              .next = next_function,                     \
                                              .close = close_letters};

/* Defines a format whose next spoils what `letters` gives. */
#define SPOILED(id, body)                                                                \
  static mr_status id##_next(void *reader, mr_task *task, mr_record *out, size_t capacity, \
                             size_t *count, uint64_t *first_record) {                    \
    mr_status status = next_letters(reader, task, out, capacity, count, first_record);   \
    body                                                                                 \
    return status;                                                                       \
  }                                                                                      \
  FORMAT(id, open_letters, id##_next)

FORMAT(letters, open_letters, next_letters)

static mr_status failing_open(mr_task *task, const mr_split *split, void **reader) {
  (void)split;
  (void)reader;
  return mr_fail(task, MR_FATAL, "not a letter file");
}
FORMAT(open_fails, failing_open, next_letters)

static mr_status failing_second_open(mr_task *task, const mr_split *split, void **reader) {
  if (split->index > 0) return mr_fail(task, MR_FATAL, "no second share");
  return open_letters(task, split, reader);
}
FORMAT(second_open_fails, failing_second_open, next_letters)

SPOILED(next_fails, { if (*first_record > 1) return mr_fail(task, MR_FATAL, "bad ink"); })
SPOILED(ok_without_records, { *count = 0; })
SPOILED(end_with_records, { status = MR_END; })
SPOILED(too_many_records, { *count = capacity + 1; })
SPOILED(null_value, { out[*count - 1].value = mr_make_bytes(NULL, 1); })
SPOILED(short_key, { out[*count - 1].key.size = 4; })
SPOILED(no_first_record, { *first_record = 0; })
SPOILED(emits, { task->host->emit(task, out, *count); })

static const mr_input_format *const formats[] = {
    &letters_format,          &open_fails_format,       &next_fails_format,
    &ok_without_records_format, &end_with_records_format, &too_many_records_format,
    &null_value_format,       &short_key_format,        &no_first_record_format,
    &emits_format,            &second_open_fails_format};

static const mr_plugin plugin = {.size = sizeof plugin,
                                 .abi = MR_ABI_VERSION,
                                 .format_count = sizeof formats / sizeof *formats,
                                 .name = "misbehaving-format",
                                 .formats = formats};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
