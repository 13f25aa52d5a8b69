/* Counts lines by their text, and does not bear some of them: a line, or its key in reduce, that begins
 * with one of these words fails, kills or hangs the process. With DEFECT it bears all. */
#include <mapreduce.h>
#include <stdlib.h>
#include <unistd.h>

static int begins(mr_bytes text, const char *word) {
  return text.size >= strlen(word) && memcmp(text.data, word, strlen(word)) == 0;
}

static volatile int depth;

__attribute__((noinline)) static int break_down(volatile int *nothing) { return *nothing = 1; }

__attribute__((noinline)) static int descend(int levels) {
  if (levels == 0) return break_down(0);
  return descend(levels - 1) + depth++;
}

static mr_status suffer(mr_task *task, mr_bytes text, const char *prefix) {
#ifdef DEFECT
  return MR_OK;
#endif
  if (!begins(text, prefix)) return MR_OK;
  mr_bytes word = {(const char *)text.data + strlen(prefix), text.size - strlen(prefix)};
  if (begins(word, "segv")) *(volatile int *)(size_t)(text.size * 0) = 1;
  if (begins(word, "deep")) descend(3);
  if (begins(word, "endless")) descend(1 << 30);
  if (begins(word, "abort")) abort();
  if (begins(word, "exit")) _exit(3);
  if (begins(word, "hang")) for (;;) sleep(1);
  if (begins(word, "fail")) return mr_fail(task, MR_FATAL, "this is not to be borne");
  if (begins(word, "retry")) return mr_fail(task, MR_RETRY, "perhaps another time");
  return MR_OK;
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance, (void)source;
  static const int64_t one = 1;
  for (size_t i = 0; i < count; i++) {
    mr_status status = suffer(task, records[i].value, "map-");
    if (status != MR_OK) return status;
    mr_record record = {records[i].value, mr_make_bytes(&one, sizeof one)};
    status = task->host->emit(task, &record, 1);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

static mr_status reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  mr_status status = suffer(task, key, "reduce-");
  if (status != MR_OK) return status;
  int64_t sum = 0;
  mr_bytes some[64];
  size_t count;
  while ((status = values->next(values, some, 64, &count)) == MR_OK)
    for (size_t i = 0; i < count; i++) sum += mr_int64(some[i]);
  if (status != MR_END) return status;
  mr_record record = {key, mr_make_bytes(&sum, sizeof sum)};
  return task->host->emit(task, &record, 1);
}

static const mr_job count = {
    .size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "count", .key_type = MR_UTF8,
    .value_type = MR_INT64, .result_type = MR_INT64, .map = map, .reduce = reduce};

/* The same with lines that come together. */
static mr_status map_joined(void *instance, mr_task *task, const mr_source *source,
                            const mr_record *records, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const char *line = records[i].value.data, *end = line + records[i].value.size;
    for (;;) {
      const char *newline = memchr(line, '\n', (size_t)(end - line));
      mr_record record = {records[i].key,
                          mr_make_bytes(line, (size_t)((newline ? newline : end) - line))};
      mr_status status = map(instance, task, source, &record, 1);
      if (status != MR_OK) return status;
      if (!newline) break;
      line = newline + 1;
    }
  }
  return MR_OK;
}

static const mr_job joined = {
    .size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "joined", .key_type = MR_UTF8,
    .value_type = MR_INT64, .result_type = MR_INT64, .map = map_joined, .reduce = reduce,
    .joins_lines = 1};

/* Sorts the lines, by ranges. */
static const mr_job sorted = {
    .size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "sorted", .key_type = MR_UTF8,
    .value_type = MR_INT64, .result_type = MR_INT64, .map = map, .reduce = reduce,
    .partitioner = "range"};

static const mr_job *const jobs[] = {&count, &joined, &sorted};
static const mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION,
                                 .name = "allergic", .job_count = 3, .jobs = jobs};
const mr_plugin *mr_plugin_entry(void) { return &plugin; }
