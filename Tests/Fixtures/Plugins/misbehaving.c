/* A job for every way in which a job can misbehave, named after it; `well_behaved` is the one that
 * does not.  Parameters say when:
 *   when=TEXT  only at a record with that value
 *   once=PATH  only until the file exists; misbehaving makes it
 * Otherwise the records are passed on. */
#include "mapreduce.h"

#include <stdio.h>
#include <stdlib.h>

static int is_due(mr_task *task, const mr_record *records, size_t count) {
  mr_bytes when = mr_parameter(task, "when");
  mr_bytes once = mr_parameter(task, "once");
  int due = when.data == NULL;
  for (size_t i = 0; i < count && !due; i++)
    due = records[i].value.size == when.size &&
          memcmp(records[i].value.data, when.data, when.size) == 0;
  if (due && once.data != NULL) {
    char path[4096] = {0};
    if (once.size >= sizeof path) return 0;
    memcpy(path, once.data, once.size);
    FILE *marker = fopen(path, "wx");
    if (marker == NULL) return 0;
    fclose(marker);
  }
  return due;
}

/* Defines a map function that runs its body when the misbehaviour is due. */
#define MAP(id, body)                                                                    \
  static mr_status id##_map(void *instance, mr_task *task, const mr_source *source,      \
                            const mr_record *records, size_t count) {                    \
    (void)instance;                                                                      \
    (void)source;                                                                        \
    if (is_due(task, records, count)) body                                               \
    return task->host->emit(task, records, count);                                       \
  }

#define JOB(id, ...)                                                                     \
  static const mr_job id##_job = {.size = sizeof(mr_job),                                \
                                  .abi = MR_ABI_VERSION,                                 \
                                  .key_type = MR_UTF8,                                   \
                                  .value_type = MR_BYTES,                                \
                                  .result_type = MR_BYTES,                               \
                                  .name = #id,                                           \
                                  __VA_ARGS__};

#define MAP_JOB(id, body) MAP(id, body) JOB(id, .map = id##_map)

/* ------------------------------------------------------------ good behaviour */

MAP(pass, {})
JOB(well_behaved, .map = pass_map, .description = "passes its records on")

/* Instances that were created and not yet destroyed. */
static int32_t live_instances;
MR_EXPORT int32_t misbehaving_live_instances(void);
int32_t misbehaving_live_instances(void) { return live_instances; }

static mr_status create(mr_task *task, void **instance) {
  (void)task;
  live_instances++;
  *instance = &live_instances;
  return MR_OK;
}

static void destroy(void *instance) { --*(int32_t *)instance; }

/* ------------------------------------------------------- statuses and texts */

static mr_status failing_create(mr_task *task, void **instance) {
  *instance = &live_instances;
  return mr_fail(task, MR_FATAL, "the model file is missing");
}
JOB(create_fails, .create = failing_create, .destroy = destroy, .map = pass_map)

MAP(map_retry, { return mr_fail(task, MR_RETRY, "the service is busy"); })
JOB(map_retry, .map = map_retry_map)
JOB(counted, .create = create, .destroy = destroy, .map = map_retry_map)
MAP_JOB(map_fatal, { return mr_fail(task, MR_FATAL, "the document is damaged"); })
MAP_JOB(map_fatal_silent, { return MR_FATAL; })
MAP_JOB(map_unknown_status, { return 77; })
MAP_JOB(map_end, { return MR_END; })
MAP_JOB(map_cancelled_unasked, { return MR_CANCELLED; })
MAP_JOB(map_terminal_escapes, { return mr_fail(task, MR_FATAL, "\033[2Jcleared\r\n\377"); })
MAP_JOB(map_long_error, {
  static char text[1 << 20];
  memset(text, 'e', sizeof text - 1);
  return mr_fail(task, MR_FATAL, text);
})
MAP_JOB(forgotten_error, {
  task->host->set_error(task, mr_string("a trifle that was overcome"));
  return MR_OK;
})

static mr_status failing_finish(void *instance, mr_task *task) {
  (void)instance;
  return mr_fail(task, MR_FATAL, "nothing was found");
}
JOB(finish_fails, .map = pass_map, .map_finish = failing_finish)

/* ----------------------------------------------------- the end of a process */

MAP_JOB(crash, {
  volatile int *nowhere = NULL;
  *nowhere = 1;
})
MAP_JOB(exit_process, { exit(3); })
MAP_JOB(endless_loop, { for (volatile int spin = 1; spin;) {} })
MAP_JOB(loop_until_cancelled, {
  while (!task->host->cancelled(task)) {}
  return MR_CANCELLED;
})

/* ----------------------------------------------------------- strange records */

static mr_status emit_one(mr_task *task, mr_bytes key, mr_bytes value) {
  mr_record record = {key, value};
  return task->host->emit(task, &record, 1);
}

static char huge[(1 << 20) + 1];
MAP_JOB(huge_key, { return emit_one(task, mr_make_bytes(huge, sizeof huge), mr_string("v")); })
MAP_JOB(longest_key, { return emit_one(task, mr_make_bytes(huge, 1 << 20), mr_string("v")); })
MAP_JOB(ignored_emit_status, {
  emit_one(task, mr_make_bytes(huge, sizeof huge), mr_string("v"));
  emit_one(task, mr_string("later"), mr_string("v"));
  return MR_OK;
})
MAP_JOB(empty_key, { return emit_one(task, mr_make_bytes(NULL, 0), mr_make_bytes(NULL, 0)); })
MAP_JOB(binary_key, {
  return emit_one(task, mr_make_bytes("a\0b\377\n\tc", 7), mr_make_bytes("\0\376", 2));
})
MAP(short_number, { return emit_one(task, mr_string("n"), mr_make_bytes("1234", 4)); })
static const mr_job short_number_job = {.size = sizeof(mr_job),
                                        .abi = MR_ABI_VERSION,
                                        .key_type = MR_UTF8,
                                        .value_type = MR_INT64,
                                        .name = "short_number",
                                        .combiner = "sum",
                                        .map = short_number_map};

/* ------------------------------------------------------------- broken rules */

MAP_JOB(null_records, { return task->host->emit(task, NULL, 3); })
MAP_JOB(garbled_count, { return task->host->emit(task, records, SIZE_MAX); })
MAP_JOB(null_data, {
  emit_one(task, mr_string("k"), mr_make_bytes(NULL, 9));
  return MR_OK;
})
MAP_JOB(null_task, {
  task->host->emit(NULL, records, count);
  return MR_OK;
})
MAP_JOB(null_texts, {
  task->host->count(task, mr_make_bytes(NULL, 1), 1);
  return MR_OK;
})
MAP_JOB(null_parameter_value, {
  task->host->parameter(task, mr_string("p"), NULL);
  return MR_OK;
})

static mr_status emitting_create(mr_task *task, void **instance) {
  (void)instance;
  emit_one(task, mr_string("early"), mr_string("v"));
  return MR_OK;
}
JOB(emit_in_create, .create = emitting_create, .map = pass_map)

static mr_status emitting_partition(void *instance, mr_task *task, const mr_record *records,
                                    size_t count, uint32_t *partitions) {
  (void)instance;
  memset(partitions, 0, count * sizeof *partitions);
  return task->host->emit(task, records, count);
}
JOB(emit_in_partition, .map = pass_map, .partition = emitting_partition)

static mr_status wild_partition(void *instance, mr_task *task, const mr_record *records,
                                size_t count, uint32_t *partitions) {
  (void)instance;
  (void)records;
  for (size_t i = 0; i < count; i++) partitions[i] = task->partitions;
  return MR_OK;
}
JOB(partition_out_of_range, .map = pass_map, .partition = wild_partition)

static mr_status lazy_partition(void *instance, mr_task *task, const mr_record *records,
                                size_t count, uint32_t *partitions) {
  (void)instance;
  (void)task;
  (void)records;
  for (size_t i = 0; i + 1 < count; i++) partitions[i] = 0;
  return MR_OK;
}
JOB(partition_incomplete, .map = pass_map, .partition = lazy_partition)

/* ---------------------------------------------------------------- host calls */

MAP_JOB(talks, {
  mr_bytes greeting = mr_parameter(task, "greeting");
  task->host->log(task, MR_WARNING, greeting);
  task->host->log(task, 99, mr_string("two\nlines\n"));
  task->host->count(task, mr_string("SEEN"), (int64_t)count);
  if (mr_parameter(task, "nothing").data != NULL) return MR_FATAL;
  if (task->host->extension(task, "mr.outputs/1") != NULL) return MR_FATAL;
  mr_bytes category = mr_source_attribute(source, mr_string("category"));
  emit_one(task, category, source->relative_path);
  return emit_one(task, mr_string("first"),
                  mr_make_bytes(&source->first_record, sizeof source->first_record));
})

/* ------------------------------------------------ combine, compare and reduce */

static unsigned char lower(unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

/* Letters of either case are the same. */
static int32_t compare(void *instance, mr_bytes a, mr_bytes b) {
  const unsigned char *x = a.data, *y = b.data;
  (void)instance;
  for (size_t i = 0; i < a.size && i < b.size; i++)
    if (lower(x[i]) != lower(y[i])) return lower(x[i]) < lower(y[i]) ? -1 : 1;
  return a.size == b.size ? 0 : a.size < b.size ? -1 : 1;
}

/* By the first letter, of either case. */
static mr_status partition(void *instance, mr_task *task, const mr_record *records, size_t count,
                           uint32_t *partitions) {
  (void)instance;
  for (size_t i = 0; i < count; i++) {
    const unsigned char *key = records[i].key.data;
    partitions[i] = records[i].key.size == 0 ? 0 : lower(key[0]) % task->partitions;
  }
  return MR_OK;
}

/* Emits all values as one, in their order. */
static mr_status join(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  static _Thread_local char text[1 << 16]; /* tests run side by side */
  mr_bytes batch[3];
  size_t length = 0, count;
  mr_status status;
  (void)instance;
  while ((status = values->next(values, batch, 3, &count)) == MR_OK) {
    for (size_t i = 0; i < count; i++) {
      if (length + batch[i].size > sizeof text) return mr_fail(task, MR_FATAL, "too long");
      if (batch[i].size > 0) memcpy(text + length, batch[i].data, batch[i].size);
      length += batch[i].size;
    }
  }
  if (status != MR_END) return status;
  if (values->next(values, batch, 3, &count) != MR_END || count != 0)
    return mr_fail(task, MR_FATAL, "there was something after the end");
  return emit_one(task, key, mr_make_bytes(text, length));
}
JOB(custom, .map = pass_map, .combine = join, .reduce = join, .partition = partition,
    .compare = compare)

static mr_status failing_reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  (void)key;
  (void)values;
  return mr_fail(task, MR_RETRY, "no more handles");
}
JOB(reduce_fails, .map = pass_map, .reduce = failing_reduce)

/* Leaves every value unread. */
static mr_status names_only(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  (void)values;
  return emit_one(task, key, mr_make_bytes(NULL, 0));
}
JOB(unread_values, .map = pass_map, .reduce = names_only)

static mr_status no_room(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  size_t count;
  (void)instance;
  (void)task;
  (void)key;
  values->next(values, NULL, 0, &count);
  return MR_OK;
}
JOB(values_without_room, .map = pass_map, .reduce = no_room)

/* Does not look at what next answers. */
static mr_status careless(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  mr_bytes value;
  size_t count;
  (void)instance;
  values->next(values, &value, 1, &count);
  return emit_one(task, key, mr_string("made up"));
}
JOB(ignored_next_status, .map = pass_map, .reduce = careless)

/* Keys that are not the group's. */
static mr_status renaming_combine(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  (void)key;
  (void)values;
  return emit_one(task, mr_string("another key"), mr_string("v"));
}
JOB(combine_renames, .map = pass_map, .combine = renaming_combine)

static const mr_job *const jobs[] = {
    &well_behaved_job,        &create_fails_job,           &map_retry_job,
    &counted_job,
    &map_fatal_job,           &map_fatal_silent_job,       &map_unknown_status_job,
    &map_end_job,             &map_cancelled_unasked_job,  &map_terminal_escapes_job,
    &map_long_error_job,      &forgotten_error_job,        &finish_fails_job,
    &crash_job,               &exit_process_job,           &endless_loop_job,
    &loop_until_cancelled_job, &huge_key_job,              &longest_key_job,
    &ignored_emit_status_job, &empty_key_job,              &binary_key_job,
    &short_number_job,        &null_records_job,           &garbled_count_job,
    &null_data_job,           &null_task_job,              &null_texts_job,
    &null_parameter_value_job, &emit_in_create_job,        &emit_in_partition_job,
    &partition_out_of_range_job, &partition_incomplete_job, &talks_job,
    &custom_job,              &reduce_fails_job,           &unread_values_job,
    &values_without_room_job, &ignored_next_status_job,    &combine_renames_job};

static const mr_plugin plugin = {.size = sizeof plugin,
                                 .abi = MR_ABI_VERSION,
                                 .job_count = sizeof jobs / sizeof *jobs,
                                 .name = "misbehaving",
                                 .version = "1.2.3",
                                 .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
