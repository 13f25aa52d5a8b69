/* Jobs that declare what they take, and do nothing with it but to pass the lines on. `every` has a
 * parameter of every kind, `needs` a required one and a part of the layout, `none` no parameters;
 * `bitmap` reads a format of this plugin: records are bytes of a file.  `undeclared` declares
 * nothing, asks for the parameter "early" in map and for "late" in reduce. */
#include "mapreduce.h"

#include <stdlib.h>

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  mr_emitter out;
  mr_emitter_init(&out, task);
  for (size_t i = 0; i < count; i++) {
    mr_status status = mr_emit(&out, records[i].value, mr_string("1"));
    if (status != MR_OK) return status;
  }
  return mr_emitter_flush(&out);
}

static mr_status map_by_server(void *instance, mr_task *task, const mr_source *source,
                               const mr_record *records, size_t count) {
  (void)instance;
  mr_bytes server;
  mr_status status = mr_required_attribute(task, source, "server", &server);
  for (size_t i = 0; i < count && status == MR_OK; i++) {
    mr_record record = {server, records[i].value};
    status = task->host->emit(task, &record, 1);
  }
  return status;
}

static mr_status map_asking(void *instance, mr_task *task, const mr_source *source,
                            const mr_record *records, size_t count) {
  (void)mr_parameter(task, "early");
  return map(instance, task, source, records, count);
}

static mr_status reduce_asking(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  (void)values;
  (void)mr_parameter(task, "late");
  mr_record record = {key, mr_string("1")};
  return task->host->emit(task, &record, 1);
}

#define SPEC(id, ...) \
  static const mr_parameter_spec id = {.size = sizeof(mr_parameter_spec), .name = #id, __VA_ARGS__}
SPEC(words, .kind = MR_TEXT, .fallback = "all", .description = "which words");
SPEC(yes, .kind = MR_FLAG);
SPEC(level, .kind = MR_INTEGER);
SPEC(share, .kind = MR_NUMBER);
SPEC(order, .kind = MR_CHOICE, .choices = "up|down");
SPEC(by, .kind = MR_ATTRIBUTE);
SPEC(pattern, .required = 1, .description = "what to look for");
static const mr_parameter_spec *const every[] = {&words, &yes, &level, &share, &order, &by};
static const mr_parameter_spec *const needs[] = {&pattern};
static const mr_parameter_spec *const none[] = {NULL};
static const char *const attributes[] = {"server"};

#define JOB(id, ...)                                                                           \
  static const mr_job id##_job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = #id,  \
                                  .key_type = MR_BYTES, .value_type = MR_BYTES,                \
                                  .result_type = MR_BYTES, __VA_ARGS__}
JOB(every, .map = map, .format = "text", .parameters = every, .parameter_count = 6);
JOB(needs, .map = map_by_server, .format = "text", .parameters = needs, .parameter_count = 1,
    .attributes = attributes, .attribute_count = 1);
JOB(none, .map = map, .format = "text", .parameters = none);
JOB(bitmap, .map = map, .format = "bytes", .parameters = none);
JOB(by_server, .map = map_by_server, .format = "text");
JOB(says_nothing, .map = map);
JOB(undeclared, .map = map_asking, .reduce = reduce_asking, .format = "text");
JOB(undeclared_map, .map = map_asking, .format = "text");

/* Records of one byte each. */
typedef struct reader {
  mr_bytes content;
  size_t next;
} reader;

static mr_status open_bytes(mr_task *task, const mr_split *split, void **result) {
  (void)mr_parameter(task, "depth");
  reader *self = malloc(sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  *self = (reader){split->content, 0};
  *result = self;
  return MR_OK;
}

static mr_status next_bytes(void *opaque, mr_task *task, mr_record *out, size_t capacity,
                            size_t *count, uint64_t *first_record) {
  reader *self = opaque;
  (void)task;
  *first_record = self->next + 1;
  for (*count = 0; *count < capacity && self->next < self->content.size; ++*count, self->next++) {
    out[*count].key = mr_make_bytes(NULL, 0);
    out[*count].value = mr_make_bytes((const char *)self->content.data + self->next, 1);
  }
  return *count > 0 ? MR_OK : MR_END;
}

SPEC(depth, .kind = MR_INTEGER, .fallback = "8");
static const mr_parameter_spec *const of_format[] = {&depth};
static const char *const given[] = {"size"};
static const mr_input_format bytes = {.size = sizeof bytes, .abi = MR_ABI_VERSION,
                                      .key_type = MR_BYTES, .value_type = MR_BYTES,
                                      .name = "bytes", .open = open_bytes, .next = next_bytes,
                                      .close = free, .parameters = of_format,
                                      .parameter_count = 1, .attributes = given,
                                      .attribute_count = 1};

static const mr_job *const jobs[] = {&every_job,     &needs_job,        &none_job,
                                     &bitmap_job,    &by_server_job,    &says_nothing_job,
                                     &undeclared_job, &undeclared_map_job};
static const mr_input_format *const formats[] = {&bytes};
static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 8,
                                 .format_count = 1, .name = "declared", .jobs = jobs,
                                 .formats = formats};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
