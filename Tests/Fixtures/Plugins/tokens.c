/* Jobs that emit the longest stretches of bytes above a space as tokens, and some that break the rules
 * of "mr.tokens/1". */
#include "mapreduce.h"

#include <stdlib.h>

static const int64_t one = 1;

static const mr_tokens *tokens(mr_task *task) { return task->host->extension(task, MR_TOKENS); }

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  for (size_t i = 0; i < count; i++) {
    mr_bytes line = records[i].value;
    /* Every bit past the text is set: none of them counts. */
    size_t words = line.size / 64 + 1;
    uint64_t *bits = malloc(words * sizeof *bits);
    if (!bits) return mr_fail(task, MR_RETRY, "no memory");
    memset(bits, 0xff, words * sizeof *bits);
    for (size_t at = 0; at < line.size; at++)
      if (((const uint8_t *)line.data)[at] <= ' ') bits[at / 64] &= ~((uint64_t)1 << at % 64);
    mr_status status = tokens(task)->emit(task, line, bits, mr_make_bytes(&one, sizeof one));
    free(bits);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

/* By the key's last byte. */
static mr_status partition(void *instance, mr_task *task, const mr_record *records, size_t count,
                           uint32_t *partitions) {
  (void)instance;
  for (size_t i = 0; i < count; i++)
    partitions[i] = ((const uint8_t *)records[i].key.data)[records[i].key.size - 1] % task->partitions;
  return MR_OK;
}

static mr_status combine(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  mr_bytes batch[16];
  size_t count;
  int64_t sum = 0;
  mr_status status;
  while ((status = values->next(values, batch, 16, &count)) == MR_OK) {
    for (size_t i = 0; i < count; i++) sum += mr_int64(batch[i]);
  }
  if (status != MR_END) return status;
  mr_record record = {key, mr_make_bytes(&sum, sizeof sum)};
  return task->host->emit(task, &record, 1);
}

/* Breaks the rule that the line names. */
static mr_status break_rule(void *instance, mr_task *task, const mr_source *source,
                            const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  (void)count;
  mr_bytes value = mr_make_bytes(&one, sizeof one);
  const uint64_t bits[1] = {1};
  mr_bytes rule = records[0].value;
  const char *name = rule.data;
  if (rule.size == 0) return MR_OK;
  switch (name[0]) {
    case 't': return tokens(task)->emit(task, mr_make_bytes(NULL, 1), bits, value);
    case 'b': return tokens(task)->emit(task, rule, NULL, value);
    case 'v': return tokens(task)->emit(task, rule, bits, mr_make_bytes(NULL, 8));
    case 's': return tokens(task)->emit(task, mr_make_bytes(name, (size_t)1 << 40), bits, value);
    case 'e': return tokens(task)->emit(task, mr_make_bytes(NULL, 0), NULL, value);
    default: return tokens(task)->emit(NULL, rule, bits, value);
  }
}

static mr_status early(mr_task *task, void **instance) {
  (void)instance;
  const uint64_t bits[1] = {1};
  return tokens(task)->emit(task, mr_string("a"), bits, mr_make_bytes(&one, sizeof one));
}

#define JOB(NAME, ...)                                                                          \
  static const mr_job NAME##_job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION,               \
                                    .value_type = MR_INT64, .result_type = MR_INT64,             \
                                    .name = #NAME, .joins_lines = 1, __VA_ARGS__}
JOB(summed, .combiner = "sum", .map = map);
JOB(partitioned, .combiner = "sum", .map = map, .partition = partition);
JOB(combined, .map = map, .combine = combine, .reduce = combine);
JOB(reduced, .map = map, .reduce = combine);
JOB(broken, .map = break_rule);
JOB(early, .create = early, .map = map);
static const mr_job *const jobs[] = {&summed_job,  &partitioned_job, &combined_job,
                                     &reduced_job, &broken_job,      &early_job};

static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 6,
                                 .name = "tokens", .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
