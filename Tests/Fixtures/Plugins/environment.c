/* Emits the names of the variables that the process has: as the C library has them, and as the kernel
 * shows the memory that the process began with; and the value of one of them. */
#define _GNU_SOURCE
#include <mapreduce.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static mr_status emit(mr_task *task, const char *where, const char *variable) {
  char text[4096];
  size_t size = strcspn(variable, "=");
  if (strncmp(variable, "SHOWN=", 6) == 0) size = strlen(variable);
  snprintf(text, sizeof text, "%s %.*s", where, (int)size, variable);
  mr_record record = {mr_string(text), mr_make_bytes("", 0)};
  return task->host->emit(task, &record, 1);
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance, (void)source, (void)records, (void)count;
  mr_status status = MR_OK;
  for (char **next = environ; *next != NULL && status == MR_OK; next++)
    status = emit(task, "library", *next);
  FILE *file = fopen("/proc/self/environ", "r");
  char *variable = NULL;
  size_t capacity = 0;
  while (file != NULL && status == MR_OK && getdelim(&variable, &capacity, 0, file) > 0)
    if (variable[0] != 0) status = emit(task, "kernel", variable);
  free(variable);
  if (file != NULL) fclose(file);
  return status;
}

static mr_status create(mr_task *task, void **instance) {
  static int one;
  *instance = &one;
  if (getenv("AWS_SECRET_ACCESS_KEY") == NULL) return MR_OK;
  return mr_fail(task, MR_FATAL, "a secret is to be seen");
}

static void destroy(void *instance) { (void)instance; }

static const mr_job job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "environment",
                           .key_type = MR_UTF8, .value_type = MR_BYTES, .create = create,
                           .destroy = destroy, .map = map};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION,
                                 .name = "environment", .job_count = 1, .jobs = jobs};
const mr_plugin *mr_plugin_entry(void) { return &plugin; }
