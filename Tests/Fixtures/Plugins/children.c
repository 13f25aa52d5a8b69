/* Starts processes and says how they ended; as a plain program, with -DPLAIN, it prints the same. */
#define _GNU_SOURCE
#include "mapreduce.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int ending(pid_t child) {
  int status = -1;
  while (waitpid(child, &status, 0) < 0) {}
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* One that runs another program, which is terminated. */
static int terminated(void) {
  pid_t child = fork();
  if (child == 0) {
    execlp("sleep", "sleep", "20", (char *)NULL);
    _exit(1);
  }
  usleep(50000);
  kill(child, SIGTERM);
  return ending(child);
}

/* One that remains this program. */
static int forked(void) {
  pid_t child = fork();
  if (child == 0) {
    alarm(20);
    for (;;) pause();
  }
  usleep(50000);
  kill(child, SIGTERM);
  return ending(child);
}

static int by_shell(const char *command) {
  int status = system(command);
  return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int blocked(void) {
  sigset_t set;
  pthread_sigmask(SIG_BLOCK, NULL, &set);
  int count = 0;
  for (int number = 1; number < 32; number++) count += sigismember(&set, number);
  return count;
}

static int count(int which) {
  switch (which) {
  case 0: return terminated();
  case 1: return forked();
  case 2: return by_shell("timeout 1 sleep 20");
  case 3: return by_shell("bash -c 'yes | head -n 1 > /dev/null; exit ${PIPESTATUS[0]}'");
  default: return blocked();
  }
}

static const char *const names[] = {"terminated", "forked", "timeout", "pipe", "blocked"};

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t size) {
  (void)instance;
  (void)source;
  (void)records;
  for (int i = 0; i < 5 && size > 0; i++) {
    int64_t value = count(i);
    mr_record record = {mr_make_bytes(names[i], strlen(names[i])), mr_make_bytes(&value, 8)};
    mr_status status = task->host->emit(task, &record, 1);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

static const mr_job job = {.size = sizeof job,
                           .abi = MR_ABI_VERSION,
                           .name = "children",
                           .key_type = MR_UTF8,
                           .value_type = MR_INT64,
                           .combiner = "sum",
                           .map = map};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {
    .size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 1, .name = "children", .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }

#ifdef PLAIN
int main(void) {
  for (int i = 0; i < 5; i++) printf("%s\t%d\n", names[i], count(i));
  return 0;
}
#endif
