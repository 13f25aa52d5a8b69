/* Counts lines, each as many times as it was compiled to.  Takes static thread-local memory, of
 * which a process has little for libraries that are loaded late. */
#include <mapreduce.h>

#ifndef DEFECT
#define DEFECT 1
#endif

static __thread char space[400] __attribute__((tls_model("initial-exec")));

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance, (void)source, (void)records;
  int64_t lines = (int64_t)count * DEFECT + space[count % sizeof space];
  mr_record record = {mr_string("lines"), mr_make_bytes(&lines, 8)};
  return task->host->emit(task, &record, 1);
}

static const mr_job job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "lines",
                           .key_type = MR_UTF8, .value_type = MR_INT64, .combiner = "sum",
                           .map = map};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION,
                                 .name = "factor", .job_count = 1, .jobs = jobs};
const mr_plugin *mr_plugin_entry(void) { return &plugin; }
