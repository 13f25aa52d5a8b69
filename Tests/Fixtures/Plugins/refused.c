/* A plugin table with one defect, which DEFECT names; tests compile it once for each. */
#include "mapreduce.h"

#define NO_MAP 1
#define NULL_JOB 2
#define TWIN_JOBS 3
#define NO_NAME 4
#define NAME_IS_NO_TEXT 5
#define ENDLESS_NAME 6
#define UNKNOWN_TYPE 7
#define UNKNOWN_COMBINER 8
#define TWO_COMBINERS 9
#define SUM_OF_BYTES 10
#define COMPARE_NUMBERS 11
#define TOO_MANY_JOBS 12
#define NOTHING 13
#define ODD_SIZE 14
#define FORMAT_WITHOUT_OPEN 15
#define NO_SIZE 16
#define UNKNOWN_PARTITIONER 17
#define RANGES_AND_PARTITION 18
#define RANGES_AND_COMPARE 19
#define KEYS_OF_NONE 20

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  return task->host->emit(task, records, count);
}

static mr_status combine(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  (void)task;
  (void)key;
  (void)values;
  return MR_OK;
}

static mr_status partition(void *instance, mr_task *task, const mr_record *records, size_t count,
                           uint32_t *partitions) {
  (void)instance;
  (void)task;
  (void)records;
  for (size_t i = 0; i < count; i++) partitions[i] = 0;
  return MR_OK;
}

static int32_t compare(void *instance, mr_bytes a, mr_bytes b) {
  (void)instance;
  return (int32_t)a.size - (int32_t)b.size;
}

static char endless[5000];
static mr_job job = {.size = sizeof job,
                     .abi = MR_ABI_VERSION,
                     .key_type = MR_UTF8,
                     .value_type = MR_INT64,
                     .result_type = MR_INT64,
                     .name = "job",
                     .map = map};
static mr_input_format format = {.size = sizeof format, .abi = MR_ABI_VERSION, .name = "format"};
static const mr_job *jobs[] = {&job, &job};
static const mr_input_format *const formats[] = {&format};
static mr_plugin plugin = {.size = sizeof plugin,
                           .abi = MR_ABI_VERSION,
                           .job_count = 1,
                           .name = "refused",
                           .jobs = jobs,
                           .formats = formats};

const mr_plugin *mr_plugin_entry(void) {
  switch (DEFECT) {
  case NO_MAP: job.map = NULL; break;
  case NULL_JOB: jobs[0] = NULL; break;
  case TWIN_JOBS: plugin.job_count = 2; break;
  case NO_NAME: plugin.name = NULL; break;
  case NAME_IS_NO_TEXT: job.name = "caf\xe9"; break;
  case ENDLESS_NAME:
    memset(endless, 'x', sizeof endless - 1);
    job.name = endless;
    break;
  case UNKNOWN_TYPE: job.value_type = 17; break;
  case UNKNOWN_COMBINER: job.combiner = "average"; break;
  case TWO_COMBINERS:
    job.combiner = "sum";
    job.combine = combine;
    break;
  case SUM_OF_BYTES:
    job.combiner = "sum";
    job.value_type = MR_BYTES;
    break;
  case COMPARE_NUMBERS:
    job.key_type = MR_INT64;
    job.compare = compare;
    break;
  case UNKNOWN_PARTITIONER: job.partitioner = "mod"; break;
  case RANGES_AND_PARTITION:
    job.partitioner = "range";
    job.partition = partition;
    break;
  case RANGES_AND_COMPARE:
    job.partitioner = "range";
    job.compare = compare;
    break;
  case KEYS_OF_NONE: job.key_type = MR_NONE; break;
  case TOO_MANY_JOBS: plugin.job_count = 1025; break;
  case NOTHING: plugin.job_count = 0; break;
  case ODD_SIZE: job.size = offsetof(mr_job, combine) + 3; break;
  case FORMAT_WITHOUT_OPEN: plugin.format_count = 1; break;
  case NO_SIZE: plugin.size = 0; break;
  }
  return &plugin;
}
