/* An input format `documents` whose files say what is to become of their reader. */
#include "mapreduce.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct document {
  mr_bytes content;
  int is_read;
} document;

static int says(mr_bytes content, const char *word) {
  size_t size = strlen(word);
  return content.size >= size && memcmp(content.data, word, size) == 0;
}

static mr_status open_document(mr_task *task, const mr_split *split, void **reader) {
  document *self = malloc(sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  self->content = split->content;
  self->is_read = 0;
  *reader = self;
  if (says(split->content, "crash")) abort();
  while (says(split->content, "hang")) pause();
  return MR_OK;
}

/* What a file holds is what is known of it. */
static mr_status next_document(void *reader, mr_task *task, mr_record *out, size_t capacity,
                               size_t *count, uint64_t *first_record) {
  document *self = reader;
  (void)task;
  (void)capacity;
  if (self->is_read++) return MR_END;
  out[0].key = mr_make_bytes("", 0);
  out[0].value = self->content;
  *count = 1;
  *first_record = 1;
  return MR_OK;
}

static const mr_input_format documents = {
    .size = sizeof(mr_input_format),
    .abi = MR_ABI_VERSION,
    .key_type = MR_BYTES,
    .value_type = MR_UTF8,
    .name = "documents",
    .record_name = "document",
    .open = open_document,
    .next = next_document,
    .close = free,
};
static const mr_input_format *const formats[] = {&documents};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin),
    .abi = MR_ABI_VERSION,
    .format_count = 1,
    .name = "documents",
    .version = "1",
    .formats = formats,
};

MR_EXPORT const mr_plugin *mr_plugin_entry(void) { return &plugin; }
