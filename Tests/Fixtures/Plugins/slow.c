/* Jobs that take their time for each record: `pace` milliseconds (a parameter; 400). What they do
 * meanwhile is their name. `sleeps` does nothing that the host could see before a record is done;
 * `stuck` never comes back; the others work `calls` times as long as that and call the host. */
#define _DEFAULT_SOURCE /* usleep */
#include "mapreduce.h"

#include <stdlib.h>
#include <unistd.h>

static useconds_t pace(mr_task *task) {
  mr_bytes text = mr_parameter(task, "pace");
  char digits[16] = "400";
  if (text.size > 0 && text.size < sizeof digits) {
    memcpy(digits, text.data, text.size);
    digits[text.size] = 0;
  }
  return (useconds_t)atoi(digits) * 1000;
}

static mr_status work(mr_task *task, const mr_record *record, void (*call)(mr_task *, int)) {
  useconds_t time = pace(task);
  for (int i = 0; i < (call == NULL ? 1 : 10); i++) {
    usleep(time);
    if (call != NULL) call(task, i);
  }
  return task->host->emit(task, record, 1);
}

#define MAP(id, call)                                                                     \
  static mr_status id##_map(void *instance, mr_task *task, const mr_source *source,       \
                            const mr_record *records, size_t count) {                     \
    (void)instance;                                                                       \
    (void)source;                                                                         \
    mr_status status = MR_OK;                                                             \
    for (size_t i = 0; i < count && status == MR_OK; i++)                                 \
      status = work(task, &records[i], call);                                             \
    return status;                                                                        \
  }

static void count_call(mr_task *task, int number) {
  task->host->count(task, mr_string("STEPS"), number > 0);
}
static void log_call(mr_task *task, int number) {
  if (number % 3 == 0) task->host->log(task, MR_DEBUG, mr_string("on it"));
}
static void cancelled_call(mr_task *task, int number) {
  (void)number;
  (void)task->host->cancelled(task);
}
static void progress_call(mr_task *task, int number) {
  (void)number;
  mr_progress(task);
}
static void parameter_call(mr_task *task, int number) {
  (void)number;
  (void)mr_parameter(task, "pace");
}
static void stuck_call(mr_task *task, int number) {
  (void)task;
  (void)number;
  for (;;) usleep(100000);
}

/* Collects what it emits until the batch ends, as authoring kits do. */
static mr_status sleeps_map(void *instance, mr_task *task, const mr_source *source,
                            const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  useconds_t time = pace(task);
  for (size_t i = 0; i < count; i++) usleep(time);
  return task->host->emit(task, records, count);
}
MAP(counts, count_call)
MAP(logs, log_call)
MAP(asks_cancelled, cancelled_call)
MAP(says_progress, progress_call)
MAP(asks_parameter, parameter_call)
MAP(stuck, stuck_call)

static mr_status pass_map(void *instance, mr_task *task, const mr_source *source,
                          const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  return task->host->emit(task, records, count);
}

#define JOB(id)                                                                               \
  static const mr_job id = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = #id,       \
                            .key_type = MR_BYTES, .value_type = MR_BYTES, .format = "text",   \
                            .map = id##_map}
JOB(sleeps);
JOB(counts);
JOB(logs);
JOB(asks_cancelled);
JOB(says_progress);
JOB(asks_parameter);
JOB(stuck);
static const mr_job pass = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "pass",
                            .key_type = MR_BYTES, .value_type = MR_BYTES, .format = "slow",
                            .map = pass_map};

/* A format whose records are bytes, and take as long. */
typedef struct reader {
  mr_bytes content;
  size_t next;
} reader;

static mr_status open_slow(mr_task *task, const mr_split *split, void **result) {
  reader *self = malloc(sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  *self = (reader){split->content, 0};
  *result = self;
  return MR_OK;
}

static mr_status next_slow(void *opaque, mr_task *task, mr_record *out, size_t capacity,
                           size_t *count, uint64_t *first_record) {
  reader *self = opaque;
  useconds_t time = pace(task);
  *first_record = self->next + 1;
  for (*count = 0; *count < capacity && self->next < self->content.size; ++*count, self->next++) {
    usleep(time);
    out[*count].key = mr_make_bytes(NULL, 0);
    out[*count].value = mr_make_bytes((const char *)self->content.data + self->next, 1);
  }
  return *count > 0 ? MR_OK : MR_END;
}

static const mr_input_format slow = {.size = sizeof slow, .abi = MR_ABI_VERSION,
                                     .key_type = MR_BYTES, .value_type = MR_BYTES,
                                     .name = "slow", .open = open_slow, .next = next_slow,
                                     .close = free};

static const mr_job *const jobs[] = {&sleeps,         &counts, &logs, &asks_cancelled,
                                     &says_progress, &asks_parameter, &stuck, &pass};
static const mr_input_format *const formats[] = {&slow};
static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 8,
                                 .format_count = 1, .name = "slow", .jobs = jobs,
                                 .formats = formats};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
