/* Counts equal lines, and stops where a test wants to look at it. Parameters:
 *   map_gate=PATH     every map task waits before its first record until the file exists
 *   reduce_gate=PATH  every reduce task waits before its first key
 *   repeat=N          every line goes out N times, so that there is more intermediate data
 * A file `PATH.reached` says that somebody waits at the gate. */
#define _DEFAULT_SOURCE /* usleep */
#include "mapreduce.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct counting {
  int64_t repeat;
  int is_open;
} counting;

/* The parameter as a C string; empty if there is none. */
static void text_of(mr_task *task, const char *name, char *text, size_t capacity) {
  mr_bytes value = mr_parameter(task, name);
  size_t size = value.size < capacity ? value.size : capacity - 1;
  if (size > 0) memcpy(text, value.data, size);
  text[size] = 0;
}

static mr_status create(mr_task *task, void **instance) {
  char text[32];
  counting *self = calloc(1, sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  text_of(task, "repeat", text, sizeof text);
  self->repeat = text[0] == 0 ? 1 : atoll(text);
  *instance = self;
  return MR_OK;
}

static void destroy(void *instance) { free(instance); }

static mr_status pass_gate(counting *self, mr_task *task, const char *name) {
  char path[4096], reached[4200];
  if (self->is_open) return MR_OK;
  text_of(task, name, path, sizeof path);
  if (path[0] != 0) {
    snprintf(reached, sizeof reached, "%s.reached", path);
    FILE *file = fopen(reached, "w");
    if (file == NULL) return mr_fail(task, MR_FATAL, "the gate cannot be written to");
    fclose(file);
    while (access(path, F_OK) != 0) {
      if (task->host->cancelled(task)) return MR_CANCELLED;
      usleep(1000);
    }
  }
  self->is_open = 1;
  return MR_OK;
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  counting *self = instance;
  mr_emitter out;
  int64_t one = 1;
  mr_status status = pass_gate(self, task, "map_gate");
  (void)source;
  mr_emitter_init(&out, task);
  for (size_t i = 0; i < count && status == MR_OK; i++)
    for (int64_t j = 0; j < self->repeat && status == MR_OK; j++)
      status = mr_emit(&out, records[i].value, mr_make_bytes(&one, sizeof one));
  return status == MR_OK ? mr_emitter_flush(&out) : status;
}

static mr_status reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  mr_bytes batch[64];
  size_t count;
  int64_t sum = 0;
  mr_status status = pass_gate(instance, task, "reduce_gate");
  if (status != MR_OK) return status;
  while ((status = values->next(values, batch, 64, &count)) == MR_OK)
    for (size_t i = 0; i < count; i++) sum += mr_int64(batch[i]);
  if (status != MR_END) return status;
  mr_record record = {key, mr_make_bytes(&sum, sizeof sum)};
  return task->host->emit(task, &record, 1);
}

static const mr_job job = {.size = sizeof job,
                           .abi = MR_ABI_VERSION,
                           .key_type = MR_BYTES,
                           .value_type = MR_INT64,
                           .result_type = MR_INT64,
                           .name = "lines",
                           .description = "counts equal lines",
                           .create = create,
                           .destroy = destroy,
                           .map = map,
                           .reduce = reduce};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {
    .size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 1, .name = "gated", .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
