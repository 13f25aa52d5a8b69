/* Input formats that set attributes of the records that they read: one as it may, others as they may not. */
#include "mapreduce.h"

#include <stdlib.h>

typedef struct reader {
  mr_bytes content;
  size_t next;
} reader;

static mr_status set(mr_task *task, const char *name, mr_bytes value) {
  const mr_attributes *attributes = task->host->extension(task, MR_ATTRIBUTES);
  return attributes->set(task, mr_string(name), value);
}

static mr_status open_titled(mr_task *task, const mr_split *split, void **result) {
  char title[32];
  snprintf(title, sizeof title, "share %u", split->index);
  reader *self = malloc(sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  *self = (reader){split->content, 0};
  *result = self;
  return set(task, "title", mr_string(title));
}

/* A byte is a record. A capital letter has a label, and a title of its own. */
static mr_status next_letter(void *opaque, mr_task *task, mr_record *out, size_t capacity,
                             size_t *count, uint64_t *first_record) {
  reader *self = opaque;
  (void)capacity;
  *count = 0;
  if (self->next == self->content.size) return MR_END;
  out->key = mr_make_bytes(NULL, 0);
  out->value = mr_make_bytes((const char *)self->content.data + self->next, 1);
  *first_record = ++self->next;
  *count = 1;
  if (*(const char *)out->value.data < 'A' || *(const char *)out->value.data > 'Z') return MR_OK;
  mr_status status = set(task, "label", out->value);
  return status == MR_OK ? set(task, "title", mr_string("its own")) : status;
}

static mr_status open_undeclared(mr_task *task, const mr_split *split, void **result) {
  (void)split;
  *result = NULL;
  return set(task, "author", mr_string("a"));
}

static mr_status open_long(mr_task *task, const mr_split *split, void **result) {
  static char value[(64 << 10) + 1];
  (void)split;
  *result = NULL;
  return set(task, "title", mr_make_bytes(value, sizeof value));
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  (void)records;
  (void)count;
  return set(task, "title", mr_string("too late"));
}

/* "category" is a part of the layout, too. */
static const char *const attributes[] = {"title", "category", "label"};

#define FORMAT(id, open_function)                                                             \
  static const mr_input_format id##_format = {.size = sizeof(mr_input_format),                \
                                              .abi = MR_ABI_VERSION, .name = #id,             \
                                              .splittable = 1, .open = open_function,         \
                                              .next = next_letter, .close = free,             \
                                              .attributes = attributes, .attribute_count = 3}
FORMAT(titled, open_titled);
FORMAT(undeclared, open_undeclared);
FORMAT(too_long, open_long);

static const mr_job job = {.size = sizeof job, .abi = MR_ABI_VERSION, .name = "late", .map = map,
                           .format = "titled"};
static const mr_job *const jobs[] = {&job};
static const mr_input_format *const formats[] = {&titled_format, &undeclared_format,
                                                 &too_long_format};
static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 1,
                                 .format_count = 3, .name = "attributed", .jobs = jobs,
                                 .formats = formats};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
