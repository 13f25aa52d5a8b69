/* Jobs whose reduce is the identity, as they tell the host: to call it is an error. */
#include "mapreduce.h"

/* The line as the key, and a value that does not come out. */
static mr_status map_keys(void *instance, mr_task *task, const mr_source *source,
                          const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  mr_emitter out;
  mr_emitter_init(&out, task);
  for (size_t i = 0; i < count; i++) {
    mr_status status = mr_emit(&out, records[i].value, mr_string("not to be seen"));
    if (status != MR_OK) return status;
  }
  return mr_emitter_flush(&out);
}

/* The line as the value, under its first byte. */
static mr_status map_values(void *instance, mr_task *task, const mr_source *source,
                            const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  mr_emitter out;
  mr_emitter_init(&out, task);
  for (size_t i = 0; i < count; i++) {
    mr_bytes line = records[i].value;
    mr_status status = mr_emit(&out, mr_make_bytes(line.data, line.size > 0), line);
    if (status != MR_OK) return status;
  }
  return mr_emitter_flush(&out);
}

static mr_status reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  (void)key;
  (void)values;
  return mr_fail(task, MR_FATAL, "reduce was called");
}

static const mr_identity *identity(mr_task *task) {
  if (task->host->extension(task, "mr.identity/9") || task->host->extension(task, NULL)) return NULL;
  return task->host->extension(task, MR_IDENTITY);
}

static mr_status pass_keys(mr_task *task, void **instance) {
  (void)instance;
  const mr_identity *table = identity(task);
  return table ? table->pass_keys(task) : mr_fail(task, MR_FATAL, "there is no mr.identity/1");
}

static mr_status pass_values(mr_task *task, void **instance) {
  (void)instance;
  const mr_identity *table = identity(task);
  return table ? table->pass_values(task) : mr_fail(task, MR_FATAL, "there is no mr.identity/1");
}

static mr_status late_map(void *instance, mr_task *task, const mr_source *source,
                          const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  (void)records;
  (void)count;
  return identity(task)->pass_keys(task);
}

static const mr_job keys_job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION,
                                .value_type = MR_UTF8, .result_type = MR_NONE,
                                .name = "keys", .create = pass_keys, .map = map_keys,
                                .reduce = reduce};
static const mr_job values_job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION,
                                  .value_type = MR_BYTES, .result_type = MR_NONE,
                                  .name = "values", .create = pass_values, .map = map_values,
                                  .reduce = reduce};
static const mr_job late_job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION,
                                .name = "late", .map = late_map, .reduce = reduce};
static const mr_job *const jobs[] = {&keys_job, &values_job, &late_job};

static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 3,
                                 .name = "identity", .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
