/* Partitions by ranges, of numbers, and misbehaves as the parameter "fault" says. */
#include "mapreduce.h"

#include <stdlib.h>
#include <unistd.h>

/* The key is the line read as a number; the line "bad" is where the fault lies. */
static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  mr_bytes fault = mr_parameter(task, "fault");
  mr_emitter out;
  mr_emitter_init(&out, task);
  int64_t keys[MR_EMITTER_CAPACITY];
  for (size_t i = 0; i < count; i++) {
    char text[32] = {0};
    mr_bytes line = records[i].value;
    memcpy(text, line.data, line.size < 31 ? line.size : 31);
    if (strcmp(text, "bad") == 0 && fault.size > 0) {
      switch (*(const char *)fault.data) {
      case 'c': abort();
      case 'e': return mr_fail(task, MR_FATAL, "a line is bad");
      case 'l':
        for (;;) sleep(1);
      }
    }
    keys[out.count] = strtoll(text, NULL, 10);
    mr_status status = mr_emit(&out, mr_make_bytes(&keys[out.count], 8), mr_make_bytes(NULL, 0));
    if (status != MR_OK) return status;
  }
  return mr_emitter_flush(&out);
}

static const mr_job job = {.size = sizeof job,
                           .abi = MR_ABI_VERSION,
                           .key_type = MR_INT64,
                           .value_type = MR_NONE,
                           .name = "ranged",
                           .map = map,
                           .partitioner = "range"};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {
    .size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 1, .name = "ranged", .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
