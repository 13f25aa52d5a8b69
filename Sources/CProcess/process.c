#define _GNU_SOURCE
#include "process.h"

#include <dirent.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

extern char **environ;

void mr_trim_memory(void) { malloc_trim(0); }

void mr_keep_memory(int bytes) {
  mallopt(M_MMAP_THRESHOLD, bytes);
  mallopt(M_TRIM_THRESHOLD, 8 * bytes);
}

size_t mr_free_memory(void) { return mallinfo2().fordblks; }

void mr_print_by_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

void mr_flush_printed(void) { fflush(stdout); }

void mr_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void mr_end_with_parent(void) { prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

void mr_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int mr_limit_count(void) { return RLIM_NLIMITS; }

/* A number of /proc/self/statm, which counts pages, in bytes. */
static size_t memory(int column) {
  char text[128];
  int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return 0;
  text[count] = 0;
  const char *place = text;
  for (int i = 0; i < column && place != NULL; i++) {
    place = strchr(place, ' ');
    if (place != NULL) place++;
  }
  return place == NULL ? 0 : strtoul(place, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE);
}

size_t mr_resident_memory(void) { return memory(1); }

size_t mr_data_memory(void) { return memory(5); }

/* FNV-1a. */
static uint64_t mixed(uint64_t hash, const void *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3u;
  return hash;
}

static const uint64_t seed = 0xcbf29ce484222325u;

static uint64_t text_hash(const char *text) { return text == NULL ? 0 : mixed(seed, text, strlen(text)); }

void mr_read_process_state(mr_process_state *state) {
  memset(state, 0, sizeof *state);
  mode_t mask = umask(0);
  umask(mask);
  state->mask = mask;
  char directory[4096];
  state->directory = text_hash(getcwd(directory, sizeof directory));
  state->limits = seed;
  for (int i = 0; i < RLIM_NLIMITS; i++) {
    struct rlimit limit = {0, 0};
    getrlimit((__rlimit_resource_t)i, &limit);
    state->limits = mixed(state->limits, &limit, sizeof limit);
  }
  state->handlers = seed;
  for (int i = 1; i < NSIG; i++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigaction(i, NULL, &action);
    state->handlers = mixed(state->handlers, &action.sa_handler, sizeof action.sa_handler);
  }
  state->locale = text_hash(setlocale(LC_ALL, NULL));
  state->environment = seed;
  for (char **variable = environ; variable != NULL && *variable != NULL; variable++)
    state->environment = mixed(state->environment, *variable, strlen(*variable) + 1);
  uid_t ids[] = {getuid(), geteuid(), getgid(), getegid()};
  state->user = mixed(seed, ids, sizeof ids);
  const __itimer_which_t timers[] = {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF};
  for (int i = 0; i < 3; i++) {
    struct itimerval timer;
    if (getitimer(timers[i], &timer) == 0 &&
        (timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0))
      state->has_timer = 1;
  }
}

int mr_read_open_files(mr_open_files *files) {
  memset(files, 0, sizeof *files);
  DIR *directory = opendir("/proc/self/fd");
  if (directory == NULL) return 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    int file = atoi(entry->d_name);
    struct stat status;
    if (entry->d_name[0] == '.' || file == dirfd(directory) || fstat(file, &status) != 0) continue;
    if (S_ISSOCK(status.st_mode)) files->sockets++;
    /* Event loops and the like have no kind. */
    if (S_ISSOCK(status.st_mode) || (status.st_mode & S_IFMT) == 0) continue;
    const uint64_t identity[] = {(uint64_t)file, status.st_dev, status.st_ino};
    files->files++;
    /* In whatever order they come. */
    files->fingerprint += mixed(seed, identity, sizeof identity);
  }
  closedir(directory);
  return 1;
}

int mr_read_threads(int *threads, int capacity) {
  DIR *directory = opendir("/proc/self/task");
  if (directory == NULL) return 0;
  int count = 0;
  for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
    if (entry->d_name[0] == '.') continue;
    if (count < capacity) threads[count] = atoi(entry->d_name);
    count++;
  }
  closedir(directory);
  return count;
}

int mr_exchange(const char *a, const char *b) {
  return renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}
