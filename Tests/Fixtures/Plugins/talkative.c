/* Prints whenever it can, texts that look like mr's own among them, and leaves a process running that
 * holds its output open. "fine" and "ranged" work nevertheless; "expired" cannot start. */
#define _GNU_SOURCE
#include "mapreduce.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void talk(const char *when) {
  printf("{\"talk\": \"%s\"}\n", when);
  fflush(stdout);
  fprintf(stderr, "mr: error: nothing happened in %s\n", when);
}

__attribute__((constructor)) static void load(void) {
  talk("load");
  printf("this remains in the buffer");
  if (getenv("TALKATIVE_LEAVES") && fork() == 0) {
    for (int i = 0; i < 60000; i++) {
      fputs("still there\n", stderr);
      usleep(1000);
    }
    _exit(0);
  }
}

static mr_status create(mr_task *task, void **instance) {
  (void)task;
  (void)instance;
  talk("create");
  return MR_OK;
}

static mr_status expire(mr_task *task, void **instance) {
  (void)instance;
  talk("create");
  return mr_fail(task, MR_FATAL, "the licence has expired");
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  talk("map");
  for (size_t i = 0; i < count; i++) {
    int64_t one = 1;
    mr_record record = {records[i].value, mr_make_bytes(&one, 8)};
    mr_status status = task->host->emit(task, &record, 1);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

#define JOB(NAME, CREATE, ...)                                                                   \
  {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = NAME, .key_type = MR_UTF8,             \
   .value_type = MR_INT64, .create = CREATE, .map = map, __VA_ARGS__}
static const mr_job fine = JOB("fine", create, .combiner = "sum");
static const mr_job ranged = JOB("ranged", create, .combiner = "sum", .partitioner = "range");
static const mr_job expired = JOB("expired", expire, .combiner = "sum");
static const mr_job *const jobs[] = {&fine, &ranged, &expired};
static const mr_plugin plugin = {
    .size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 3, .name = "talkative", .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
