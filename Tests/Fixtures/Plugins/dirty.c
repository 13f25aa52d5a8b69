/* Counts lines, and changes its process in the way that the parameter `dirt` says. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <locale.h>
#include <mapreduce.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static void *wait_for_ever(void *unused) {
  (void)unused;
  while (pause() < 0) continue;
  return NULL;
}

/* Volatile, or a compiler would not take the memory at all. */
static void *volatile leaked;

static int is(mr_bytes text, const char *word) {
  return text.size == strlen(word) && memcmp(text.data, word, text.size) == 0;
}

static void soil(mr_bytes dirt) {
  if (is(dirt, "mask")) umask(0777);
  if (is(dirt, "directory") && chdir("/") != 0) abort();
  if (is(dirt, "limit")) {
    struct rlimit limit = {1 << 20, 1 << 20};
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  if (is(dirt, "signal")) signal(SIGUSR1, SIG_IGN);
  if (is(dirt, "variable")) setenv("MR_DIRT", "1", 1);
  if (is(dirt, "locale") && setlocale(LC_ALL, "C.UTF-8") == NULL) abort();
  if (is(dirt, "timer")) {
    struct itimerval timer = {{0, 0}, {1000, 0}};
    setitimer(ITIMER_REAL, &timer, NULL);
  }
  if (is(dirt, "file") && open("/dev/null", O_RDONLY) < 0) abort();
  if (is(dirt, "thread")) {
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_ever, NULL);
  }
  if (is(dirt, "child") && fork() == 0) wait_for_ever(NULL);
  if (is(dirt, "orphan") && fork() == 0) {
    setsid();
    if (fork() == 0) wait_for_ever(NULL);
    _exit(0);
  }
  if (is(dirt, "memory") && leaked == NULL) {
    size_t size = (size_t)100 << 20;
    char *memory = malloc(size);
    if (memory == NULL) abort();
    memset(memory, 1, size);
    leaked = memory;
  }
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance, (void)source, (void)records;
  soil(mr_parameter(task, "dirt"));
  int64_t lines = (int64_t)count;
  mr_record record = {mr_string("lines"), mr_make_bytes(&lines, 8)};
  return task->host->emit(task, &record, 1);
}

static const mr_job job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "lines",
                           .key_type = MR_UTF8, .value_type = MR_INT64, .combiner = "sum",
                           .map = map};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION,
                                 .name = "dirty", .job_count = 1, .jobs = jobs};
const mr_plugin *mr_plugin_entry(void) { return &plugin; }
