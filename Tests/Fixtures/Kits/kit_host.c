/* A host for the tests of the kits: kit_host COUNT LINE PLUGIN...
 *
 * Loads all plugins into one process, as local as it goes, and lets the first job of each map COUNT
 * times the same line, of the server web-1, in one batch.  Prints a line for each:
 *   VERSION/JOB status=0 records=3 sum=51 calls=2 first=0.3 alive=0 error=
 * (sum of the int64 values; calls of emit; seconds until the first; calls of progress), and one for
 * each file that a plugin says it has loaded. */
#include <dlfcn.h>
#include <mapreduce.h>
#include <stdlib.h>
#include <time.h>

static struct {
  long records, sum, calls, alive;
  double start, first;
  char error[512];
} seen;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static mr_status emit(mr_task *task, const mr_record *records, size_t count) {
  (void)task;
  if (seen.calls++ == 0) seen.first = now() - seen.start;
  seen.records += (long)count;
  for (size_t i = 0; i < count; i++) seen.sum += (long)mr_int64(records[i].value);
  return MR_OK;
}
static void count(mr_task *task, mr_bytes name, int64_t amount) {
  (void)task, (void)name, (void)amount;
}
static void log_line(mr_task *task, mr_severity severity, mr_bytes text) {
  (void)task, (void)severity, (void)text;
}
static mr_status parameter(mr_task *task, mr_bytes name, mr_bytes *value) {
  return (void)task, (void)name, (void)value, MR_END;
}
static int32_t cancelled(mr_task *task) { return (void)task, 0; }
static void set_error(mr_task *task, mr_bytes text) {
  (void)task;
  snprintf(seen.error, sizeof seen.error, "%.*s", (int)text.size, (const char *)text.data);
}
static void progress(mr_task *task) { (void)task, seen.alive++; }

static void loaded(mr_task *task, mr_bytes path) {
  (void)task;
  printf("loaded %.*s\n", (int)path.size, (const char *)path.data);
}
static const mr_files files = {.size = sizeof files, .abi = MR_ABI_VERSION, .loaded = loaded};
static const void *extension(mr_task *task, const char *id) {
  (void)task;
  return strcmp(id, MR_FILES) == 0 ? &files : NULL;
}

static const mr_host host = {
    .size = sizeof host, .abi = MR_ABI_VERSION, .emit = emit, .count = count, .log = log_line,
    .parameter = parameter, .cancelled = cancelled, .set_error = set_error,
    .extension = extension, .progress = progress};

static mr_status map(const mr_job *job, mr_task *task, size_t count, const char *line) {
  mr_attribute server = {mr_string("server"), mr_string("web-1")};
  mr_source source = {.size = sizeof source, .path = mr_string("data/test.txt"),
                      .relative_path = mr_string("test.txt"), .attributes = &server,
                      .attribute_count = 1, .first_record = 1};
  int64_t offset = 0;
  mr_record *records = malloc(count * sizeof *records);
  if (records == NULL) abort();
  for (size_t i = 0; i < count; i++)
    records[i] = (mr_record){mr_make_bytes(&offset, sizeof offset), mr_string(line)};
  void *instance = NULL;
  mr_status status = job->create == NULL ? MR_OK : job->create(task, &instance);
  if (status == MR_OK) {
    status = job->map(instance, task, &source, records, count);
    if (status == MR_OK && job->map_finish != NULL) status = job->map_finish(instance, task);
    if (job->destroy != NULL) job->destroy(instance);
  }
  free(records);
  return status;
}

static void run(const mr_plugin *plugin, size_t count, const char *line) {
  if (plugin->size >= sizeof *plugin && plugin->error != NULL) {
    printf("refused: %s\n", plugin->error);
    return;
  }
  const mr_job *job = plugin->jobs[0];
  mr_task task = {.size = sizeof task, .abi = MR_ABI_VERSION, .partitions = 1, .host = &host};
  memset(&seen, 0, sizeof seen);
  seen.start = now();
  mr_status status = map(job, &task, count, line);
  printf("%s/%s status=%d records=%ld sum=%ld calls=%ld first=%.1f alive=%ld error=%s\n",
         plugin->version == NULL ? "" : plugin->version, job->name, (int)status, seen.records,
         seen.sum, seen.calls, seen.first, seen.alive, seen.error);
  for (uint32_t i = 0; i < job->parameter_count; i++)
    printf("parameter %s kind=%u default=%s\n", job->parameters[i]->name, job->parameters[i]->kind,
           job->parameters[i]->fallback == NULL ? "" : job->parameters[i]->fallback);
  for (uint32_t i = 0; i < job->attribute_count; i++) printf("attribute %s\n", job->attributes[i]);
  if (job->format != NULL) printf("format %s\n", job->format);
  if (job->parameters != NULL && job->parameter_count == 0) printf("no parameters\n");
}

int main(int argc, char **argv) {
  setvbuf(stdout, NULL, _IOLBF, 0);
  for (int i = 3; i < argc; i++) {
    void *library = dlopen(argv[i], RTLD_NOW | RTLD_LOCAL);
    const mr_plugin *(*entry)(void) = NULL;
    if (library != NULL) *(void **)&entry = dlsym(library, "mr_plugin_entry");
    if (entry == NULL) {
      printf("%s\n", dlerror());
      return 1;
    }
    run(entry(), strtoul(argv[1], NULL, 10), argv[2]);
  }
  return 0;
}
