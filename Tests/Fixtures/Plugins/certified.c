/* Jobs for `mr plugin check`: one without a fault, and one for each defect that a check claims to
 * find, named after it. */
#define _DEFAULT_SOURCE /* usleep */
#include "mapreduce.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define JOB(id, ...)                                                                     \
  static const mr_job id##_job = {.size = sizeof(mr_job),                                \
                                  .abi = MR_ABI_VERSION,                                 \
                                  .key_type = MR_BYTES,                                  \
                                  .value_type = MR_INT64,                                \
                                  .result_type = MR_INT64,                               \
                                  .name = #id,                                           \
                                  __VA_ARGS__};

static mr_status emit_number(mr_task *task, mr_bytes key, int64_t number) {
  mr_record record = {key, mr_make_bytes(&number, sizeof number)};
  return task->host->emit(task, &record, 1);
}

/* ------------------------------------------------------------- without a fault */

/* The length of each line under its first byte. */
static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  for (size_t i = 0; i < count; i++) {
    mr_bytes line = records[i].value;
    mr_bytes key = mr_make_bytes(line.data, line.size > 0);
    mr_status status = emit_number(task, key, (int64_t)line.size);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

/* Reads the values of a key: their sum, number and largest. */
typedef struct summary {
  int64_t sum, count, largest, last;
} summary;

static mr_status summarise(mr_values *values, summary *result) {
  mr_bytes batch[16];
  size_t count;
  mr_status status;
  memset(result, 0, sizeof *result);
  while ((status = values->next(values, batch, 16, &count)) == MR_OK)
    for (size_t i = 0; i < count; i++) {
      int64_t value = mr_int64(batch[i]);
      result->sum += value;
      result->count++;
      if (value > result->largest) result->largest = value;
      result->last = value;
    }
  return status == MR_END ? MR_OK : status;
}

#define REDUCE(id, expression)                                                           \
  static mr_status id(void *instance, mr_task *task, mr_bytes key, mr_values *values) {  \
    summary of;                                                                          \
    mr_status status = summarise(values, &of);                                           \
    (void)instance;                                                                      \
    return status == MR_OK ? emit_number(task, key, (expression)) : status;              \
  }

REDUCE(sum, of.sum)
REDUCE(mean, of.count ? of.sum / of.count : 0)
REDUCE(last, of.last)

static mr_status create(mr_task *task, void **instance) {
  mr_bytes level = mr_parameter(task, "level");
  if (level.data != NULL && level.size == 0)
    return mr_fail(task, MR_FATAL, "parameter level is empty: give a number");
  *instance = malloc(64);
  return *instance ? MR_OK : mr_fail(task, MR_RETRY, "out of memory");
}

static int lower(unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static int32_t compare(void *instance, mr_bytes a, mr_bytes b) {
  const unsigned char *left = a.data, *right = b.data;
  (void)instance;
  for (size_t i = 0; i < a.size && i < b.size; i++)
    if (lower(left[i]) != lower(right[i])) return lower(left[i]) < lower(right[i]) ? -1 : 1;
  return a.size < b.size ? -1 : a.size > b.size;
}

#define PARTITION(id, expression)                                                        \
  static mr_status id(void *instance, mr_task *task, const mr_record *records,           \
                      size_t count, uint32_t *partitions) {                              \
    (void)instance;                                                                      \
    for (size_t i = 0; i < count; i++) {                                                 \
      const unsigned char *key = records[i].key.data;                                    \
      size_t size = records[i].key.size;                                                 \
      (void)key, (void)size;                                                             \
      partitions[i] = (uint32_t)(expression) % task->partitions;                         \
    }                                                                                    \
    return MR_OK;                                                                        \
  }

PARTITION(by_letter, size ? lower(key[0]) : 0)
JOB(sound, .create = create, .destroy = free, .map = map, .combine = sum, .reduce = sum,
    .partition = by_letter, .compare = compare)
/* Reduce goes by the order of the values, and so may combine. */
JOB(keeps_last, .map = map, .combine = last, .reduce = last)

/* ------------------------------------------------------------ create and destroy */

static void forget(void *instance) { (void)instance; }
JOB(leaks_memory, .create = create, .destroy = forget, .map = map)

static mr_status open_file(mr_task *task, void **instance) {
  (void)task;
  (void)instance;
  return open("/dev/null", O_RDONLY | O_CLOEXEC) >= 0 ? MR_OK
                                                      : mr_fail(task, MR_FATAL, "no more files");
}
JOB(leaks_files, .create = open_file, .map = map)

/* ------------------------------------------------------------------------- map */

#define MAP(id, body)                                                                    \
  static mr_status id##_map(void *instance, mr_task *task, const mr_source *source,      \
                            const mr_record *records, size_t count) {                    \
    (void)instance, (void)task, (void)source, (void)records, (void)count;                \
    body                                                                                 \
    return MR_OK;                                                                        \
  }                                                                                      \
  JOB(id, .map = id##_map)

/* What an earlier task left in a global changes what this one emits. */
static int64_t calls;
MAP(remembers, { return emit_number(task, mr_string("calls"), calls++); })
MAP(reads_clock, { return emit_number(task, mr_string("now"), time(NULL)); })
MAP(emits_address, { return emit_number(task, mr_string("address"), (int64_t)&calls); })
MAP(crashes_on_empty, {
  for (size_t i = 0; i < count; i++)
    if (records[i].value.size == 0) abort();
})
MAP(copies_into_a_line, {
  char line[4096];
  for (size_t i = 0; i < count; i++) {
    if (records[i].value.size > 1 << 19) *(volatile int *)0 = 1;
    memcpy(line, records[i].value.data,
           records[i].value.size < sizeof line ? records[i].value.size : sizeof line);
  }
})
MAP(is_silent, {
  for (size_t i = 0; i < count; i++)
    if (memchr(records[i].value.data ? records[i].value.data : "", 0xff, records[i].value.size))
      return MR_FATAL;
})
MAP(explains, {
  for (size_t i = 0; i < count; i++)
    if (memchr(records[i].value.data ? records[i].value.data : "", 0xff, records[i].value.size))
      return mr_fail(task, MR_FATAL, "a record holds the byte 0xff");
  return emit_number(task, mr_string("records"), (int64_t)count);
})
MAP(ignores_cancellation, {
  for (int i = 0; i < 1000000; i++) usleep(100000);
})
MAP(is_slow_to_stop, {
  for (int i = 0; i < 45; i++) usleep(100000);
})
MAP(eats_memory, {
  for (;;) {
    void *piece = malloc(1 << 24);
    if (piece == NULL) abort();
    memset(piece, 1, 1 << 24);
  }
})

/* ------------------------------------------------------------ combine and reduce */

JOB(combines_means, .map = map, .combine = mean, .reduce = mean)
JOB(combines_last, .map = map, .combine = last, .reduce = sum)
JOB(combines_without_reduce, .map = map, .combine = sum)
static mr_status rename_key(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance, (void)key, (void)values;
  return emit_number(task, mr_string("another"), 1);
}
JOB(combine_renames, .map = map, .combine = rename_key, .reduce = sum)

static mr_status stubborn(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  mr_bytes value;
  size_t count;
  (void)instance, (void)task, (void)key;
  while (values->next(values, &value, 1, &count) == MR_OK) {}
  for (int i = 0; i < 1000000; i++) usleep(100000);
  return MR_OK;
}
JOB(reduce_ignores_cancellation, .map = map, .reduce = stubborn)

/* ---------------------------------------------------------- partition and compare */

PARTITION(by_clock, (clock_gettime(CLOCK_REALTIME, &(struct timespec){0}), rand()))
JOB(partitions_at_random, .map = map, .partition = by_clock)
PARTITION(by_process, getpid())
JOB(partitions_by_process, .map = map, .partition = by_process)
PARTITION(by_value, mr_int64(records[i].value))
JOB(partitions_by_value, .map = map, .partition = by_value)
PARTITION(by_case, size ? key[0] : 0)
JOB(partitions_equal_keys_apart, .map = map, .partition = by_case, .compare = compare)

#define COMPARE(id, expression)                                                          \
  static int32_t id##_compare(void *instance, mr_bytes a, mr_bytes b) {                  \
    (void)instance, (void)a, (void)b;                                                    \
    return (expression);                                                                 \
  }                                                                                      \
  JOB(id, .map = map, .compare = id##_compare)

COMPARE(compare_is_lopsided, a.size < b.size ? -1 : 1)
COMPARE(compare_never_equal, a.data < b.data ? -1 : 1)
COMPARE(compare_in_circles, a.size == 0 || b.size == 0
            ? (int32_t)a.size - (int32_t)b.size
            : ((int32_t)(*(unsigned char *)a.data % 3) - (*(unsigned char *)b.data % 3) + 4) % 3 - 1)
COMPARE(compare_at_random, rand() % 3 - 1)

static const mr_job *const jobs[] = {
    &sound_job,
    &keeps_last_job,
    &leaks_memory_job,
    &leaks_files_job,
    &remembers_job,
    &reads_clock_job,
    &emits_address_job,
    &crashes_on_empty_job,
    &copies_into_a_line_job,
    &is_silent_job,
    &explains_job,
    &ignores_cancellation_job,
    &is_slow_to_stop_job,
    &eats_memory_job,
    &combines_means_job,
    &combines_last_job,
    &combines_without_reduce_job,
    &combine_renames_job,
    &reduce_ignores_cancellation_job,
    &partitions_at_random_job,
    &partitions_by_process_job,
    &partitions_by_value_job,
    &partitions_equal_keys_apart_job,
    &compare_is_lopsided_job,
    &compare_never_equal_job,
    &compare_in_circles_job,
    &compare_at_random_job,
};
static const mr_plugin plugin = {.size = sizeof plugin,
                                 .abi = MR_ABI_VERSION,
                                 .job_count = sizeof jobs / sizeof *jobs,
                                 .name = "certified",
                                 .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
