/* Input formats for `mr plugin check`, whose records are the bytes of a file: one without a fault,
 * and one for each defect, named after it. */
#include "mapreduce.h"

#include <stdlib.h>

typedef struct reader {
  const unsigned char *content;
  size_t next, end;
  int64_t keys[8];
} reader;

static mr_status open_share(mr_task *task, const mr_split *split, void **result) {
  reader *self = calloc(1, sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  self->content = split->content.data;
  self->next = split->content.size * split->index / split->count;
  self->end = split->content.size * (split->index + (size_t)1) / split->count;
  *result = self;
  return MR_OK;
}

static mr_status next_records(void *opaque, mr_task *task, mr_record *out, size_t capacity,
                              size_t *count, uint64_t *first_record) {
  reader *self = opaque;
  (void)task;
  *first_record = self->next + 1;
  for (*count = 0; *count < capacity && *count < 8 && self->next < self->end; ++*count) {
    self->keys[*count] = (int64_t)self->next;
    out[*count].key = mr_make_bytes(&self->keys[*count], sizeof *self->keys);
    out[*count].value = mr_make_bytes(self->content + self->next++, 1);
  }
  return *count > 0 ? MR_OK : MR_END;
}

/* Shares of the same size, whatever is left over. */
static mr_status open_lossy(mr_task *task, const mr_split *split, void **result) {
  mr_status status = open_share(task, split, result);
  if (status != MR_OK) return status;
  reader *self = *result;
  size_t share = split->content.size / split->count;
  self->next = share * split->index;
  self->end = self->next + share;
  return MR_OK;
}

static mr_status next_changing(void *opaque, mr_task *task, mr_record *out, size_t capacity,
                               size_t *count, uint64_t *first_record) {
  static int64_t reads;
  mr_status status = next_records(opaque, task, out, capacity, count, first_record);
  for (size_t i = 0; i < *count; i++) ((reader *)opaque)->keys[i] = reads++;
  return status;
}

static mr_status open_silent(mr_task *task, const mr_split *split, void **result) {
  return split->content.size == 0 ? MR_FATAL : open_share(task, split, result);
}

#define FORMAT(id, open_function, next_function)                                         \
  static const mr_input_format id##_table = {.size = sizeof(mr_input_format),            \
                                             .abi = MR_ABI_VERSION,                      \
                                             .key_type = MR_INT64,                       \
                                             .value_type = MR_BYTES,                     \
                                             .splittable = 1,                            \
                                             .name = #id,                                \
                                             .record_name = "byte",                      \
                                             .open = open_function,                      \
                                             .next = next_function,                      \
                                             .close = free};

FORMAT(sound_format, open_share, next_records)
FORMAT(loses_records, open_lossy, next_records)
FORMAT(changes_records, open_share, next_changing)
FORMAT(silent_format, open_silent, next_records)

static const mr_input_format *const formats[] = {&sound_format_table, &loses_records_table,
                                                 &changes_records_table, &silent_format_table};
static const mr_plugin plugin = {.size = sizeof plugin,
                                 .abi = MR_ABI_VERSION,
                                 .format_count = sizeof formats / sizeof *formats,
                                 .name = "certified-format",
                                 .formats = formats};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
