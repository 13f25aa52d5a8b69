/* mapreduce_test.h: a host in memory, to test a job without the engine.
 *
 *   int main(void) {
 *     const mr_job *job = mr_plugin_entry()->jobs[0];
 *     mr_test_map(job, "to be or not", "to\t1\nbe\t1\nor\t1\nnot\t1\n");
 *     mr_test_reduce(job, "to", "1\n1", "to\t2\n");
 *     return mr_test_result();
 *   }
 *
 * Records are written as lines: what is emitted is compared as key<TAB>value<NEWLINE>, with numbers
 * in decimal.  A difference is printed with the line of the test, and mr_test_result() is 1 then.
 * Include it in the one file that has the tests.
 */
#ifndef MAPREDUCE_TEST_H
#define MAPREDUCE_TEST_H

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "mapreduce.h"

#define MR_TEST_NAMES 16

/* What the tests of a program share. */
static struct {
  mr_attribute attributes[MR_TEST_NAMES];
  mr_attribute parameters[MR_TEST_NAMES];
  size_t attribute_count, parameter_count;
  int failures;

  /* The call that is under test. */
  mr_type key_type, value_type;
  char *emitted; /* NUL-terminated; NULL as long as there is nothing */
  size_t emitted_size;
  char error[4096];
} mr_testing;

/* An attribute of the source of all maps that follow, as {name} of a layout would give it. */
static inline void mr_test_attribute(const char *name, const char *value) {
  if (mr_testing.attribute_count == MR_TEST_NAMES) abort();
  mr_testing.attributes[mr_testing.attribute_count++] =
      (mr_attribute){mr_string(name), mr_string(value)};
}

/* A parameter of all tasks that follow, as --param name=value would give it. */
static inline void mr_test_parameter(const char *name, const char *value) {
  if (mr_testing.parameter_count == MR_TEST_NAMES) abort();
  mr_testing.parameters[mr_testing.parameter_count++] =
      (mr_attribute){mr_string(name), mr_string(value)};
}

/* The exit status of the test program: 0 if all tests held. */
static inline int mr_test_result(void) {
  free(mr_testing.emitted);
  mr_testing.emitted = NULL;
  return mr_testing.failures == 0 ? 0 : 1;
}

static inline void mr_test_append(const void *data, size_t size) {
  char *grown = (char *)realloc(mr_testing.emitted, mr_testing.emitted_size + size + 1);
  if (grown == NULL) abort();
  if (size > 0) memcpy(grown + mr_testing.emitted_size, data, size);
  mr_testing.emitted = grown;
  mr_testing.emitted_size += size;
  grown[mr_testing.emitted_size] = 0;
}

/* Appends a key or value as text.  Returns 0 when it is no number although it should be. */
static inline int mr_test_append_field(mr_type type, mr_bytes field) {
  char number[64];
  if (type != MR_INT64 && type != MR_FLOAT64) {
    mr_test_append(field.data, field.size);
    return 1;
  }
  if (field.size != 8) return 0;
  if (type == MR_INT64)
    snprintf(number, sizeof number, "%" PRId64, mr_int64(field));
  else
    snprintf(number, sizeof number, "%.15g", mr_float64(field));
  mr_test_append(number, strlen(number));
  return 1;
}

static inline void mr_test_set_error(mr_task *task, mr_bytes text) {
  (void)task;
  size_t limit = sizeof mr_testing.error - 1, size = text.size < limit ? text.size : limit;
  if (size > 0) memcpy(mr_testing.error, text.data, size);
  mr_testing.error[size] = 0;
}

static inline mr_status mr_test_emit(mr_task *task, const mr_record *records, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int is_key_good = mr_test_append_field(mr_testing.key_type, records[i].key);
    if (mr_testing.value_type != MR_NONE) mr_test_append("\t", 1);
    if (!is_key_good || !mr_test_append_field(mr_testing.value_type, records[i].value)) {
      char text[128];
      snprintf(text, sizeof text, "emit was given a numeric %s of %zu bytes; it has 8",
               is_key_good ? "value" : "key",
               is_key_good ? records[i].value.size : records[i].key.size);
      return mr_fail(task, MR_FATAL, text);
    }
    mr_test_append("\n", 1);
  }
  return MR_OK;
}

static inline void mr_test_count(mr_task *task, mr_bytes name, int64_t amount) {
  (void)task, (void)name, (void)amount;
}

static inline void mr_test_log(mr_task *task, mr_severity severity, mr_bytes text) {
  (void)task, (void)severity;
  fprintf(stderr, "%.*s\n", (int)text.size, (const char *)text.data);
}

static inline mr_status mr_test_find_parameter(mr_task *task, mr_bytes name, mr_bytes *value) {
  (void)task;
  mr_source list = {0};
  list.attributes = mr_testing.parameters;
  list.attribute_count = mr_testing.parameter_count;
  *value = mr_source_attribute(&list, name);
  return value->data == NULL ? MR_END : MR_OK;
}

static inline int32_t mr_test_cancelled(mr_task *task) { return (void)task, 0; }

static inline const void *mr_test_extension(mr_task *task, const char *id) {
  return (void)task, (void)id, (const void *)NULL;
}

static inline void mr_test_progress(mr_task *task) { (void)task; }

static const mr_host mr_test_host = {
    .size = sizeof(mr_host), .abi = MR_ABI_VERSION, .emit = mr_test_emit, .count = mr_test_count,
    .log = mr_test_log, .parameter = mr_test_find_parameter, .cancelled = mr_test_cancelled,
    .set_error = mr_test_set_error, .extension = mr_test_extension, .progress = mr_test_progress};

/* The lines of a text, one after the other. */
typedef struct mr_test_lines {
  mr_values values; /* first, so that next finds the others */
  const char *rest; /* NULL when all were read */
  mr_type type;
  int64_t integer;
  double real;
} mr_test_lines;

static inline int mr_test_next_line(mr_test_lines *lines, mr_bytes *line) {
  if (lines->rest == NULL || *lines->rest == 0) return 0;
  *line = mr_make_bytes(lines->rest, strcspn(lines->rest, "\n"));
  lines->rest += line->size;
  if (*lines->rest == '\n') lines->rest++;
  return 1;
}

static inline mr_status mr_test_next_value(mr_values *values, mr_bytes *out, size_t capacity,
                                           size_t *count) {
  mr_test_lines *lines = (mr_test_lines *)values;
  *count = 0;
  if (capacity == 0 || !mr_test_next_line(lines, out)) return MR_END;
  *count = 1;
  if (lines->type == MR_INT64) {
    lines->integer = strtoll((const char *)out->data, NULL, 10);
    *out = mr_make_bytes(&lines->integer, 8);
  } else if (lines->type == MR_FLOAT64) {
    lines->real = strtod((const char *)out->data, NULL);
    *out = mr_make_bytes(&lines->real, 8);
  }
  return MR_OK;
}

static inline mr_status mr_test_map_lines(const mr_job *job, void *instance, mr_task *task,
                                          const char *text) {
  mr_source source = {.size = sizeof source, .path = mr_string("data/test.txt"),
                      .relative_path = mr_string("test.txt"),
                      .attributes = mr_testing.attributes,
                      .attribute_count = mr_testing.attribute_count};
  mr_test_lines lines = {.rest = text};
  mr_record record;
  while (mr_test_next_line(&lines, &record.value)) {
    int64_t offset = (const char *)record.value.data - text;
    record.key = mr_make_bytes(&offset, 8);
    source.first_record++;
    mr_status status = job->map(instance, task, &source, &record, 1);
    if (status != MR_OK) return status;
  }
  return job->map_finish == NULL ? MR_OK : job->map_finish(instance, task);
}

static inline void mr_test_run(const char *file, int line, const mr_job *job, const char *key,
                               const char *input, const char *expected) {
  mr_task task = {.size = sizeof task, .abi = MR_ABI_VERSION, .partitions = 1,
                  .host = &mr_test_host};
  void *instance = NULL;
  free(mr_testing.emitted);
  mr_testing.emitted = NULL;
  mr_testing.emitted_size = 0;
  mr_testing.error[0] = 0;
  mr_testing.key_type = job->key_type;
  mr_testing.value_type = key == NULL ? job->value_type : job->result_type;
  mr_status status = job->create == NULL ? MR_OK : job->create(&task, &instance);
  if (status == MR_OK) {
    if (key == NULL) {
      status = mr_test_map_lines(job, instance, &task, input);
    } else {
      mr_test_lines keys = {.rest = key, .type = job->key_type};
      mr_test_lines values = {.values = {sizeof(mr_values), mr_test_next_value, NULL},
                              .rest = input, .type = job->value_type};
      mr_bytes bytes = {NULL, 0};
      size_t count;
      mr_test_next_value(&keys.values, &bytes, 1, &count);
      status = job->reduce(instance, &task, bytes, &values.values);
    }
    if (job->destroy != NULL) job->destroy(instance);
  }
  const char *emitted = mr_testing.emitted == NULL ? "" : mr_testing.emitted;
  if (status != MR_OK) {
    fprintf(stderr, "%s:%d: status %d: %s\n", file, line, (int)status, mr_testing.error);
  } else if (strcmp(emitted, expected) != 0) {
    fprintf(stderr, "%s:%d: emitted\n%sand not\n%s", file, line, emitted, expected);
  } else {
    return;
  }
  mr_testing.failures++;
}

/* Maps the lines of a text and compares what is emitted. */
#define mr_test_map(job, lines, expected) \
  mr_test_run(__FILE__, __LINE__, (job), NULL, (lines), (expected))

/* Reduces one key whose values are the lines of a text, and compares what is emitted. */
#define mr_test_reduce(job, key, values, expected) \
  mr_test_run(__FILE__, __LINE__, (job), (key), (values), (expected))

#endif /* MAPREDUCE_TEST_H */
