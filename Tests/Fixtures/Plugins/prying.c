/* Says in its job's description what a process may do that loads it.  With DEFECT 1 it cannot be used where
 * it may not write beside itself. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <mapreduce.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#ifndef DEFECT
#define DEFECT 0
#endif

static char text[1024];

static void note(const char *what, int number) {
  size_t size = strlen(text);
  snprintf(text + size, sizeof text - size, "%s=%s;", what, number == 0 ? "ok" : strerrorname_np(number));
}

static int written(const char *path) {
  int file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return errno;
  close(file);
  return 0;
}

static int connected(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int result = connect(socket_, (struct sockaddr *)&address, sizeof address) == 0 ? 0 : errno;
  close(socket_);
  return result;
}

/* Of a file that is the user's own, or of a descriptor of it that can only read. */
static void changed(const char *path) {
  struct stat status;
  if (stat(path, &status) != 0) return;
  note("mode", chmod(path, status.st_mode) == 0 ? 0 : errno);
  note("owner", chown(path, status.st_uid, status.st_gid) == 0 ? 0 : errno);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  note("fmode", fchmod(file, status.st_mode) == 0 ? 0 : errno);
  note("times", futimens(file, NULL) == 0 ? 0 : errno);
  close(file);
  note("attribute", setxattr(path, "user.mr", "1", 1, 0) == 0 ? 0 : errno == ENOTSUP ? 0 : errno);
}

/* Ways to TCP that are not the usual one. */
static void reached(void) {
  int parts = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 262);
  note("multipath", parts >= 0 || errno == EPROTONOSUPPORT ? 0 : errno);
  if (parts >= 0) close(parts);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(1)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ssize_t sent = sendto(socket_, "x", 1, MSG_FASTOPEN | MSG_NOSIGNAL, (struct sockaddr *)&address, sizeof address);
  note("fast", sent >= 0 || errno != EPERM ? 0 : errno);
  close(socket_);
  socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  note("listen", listen(socket_, 1) == 0 ? 0 : errno);
  close(socket_);
}

static unsigned long long most(int resource) {
  struct rlimit limit;
  getrlimit((__rlimit_resource_t)resource, &limit);
  return limit.rlim_max;
}

static int look(void) {
  Dl_info info;
  char path[4096] = "";
  if (dladdr((void *)text, &info) != 0) snprintf(path, sizeof path, "%s.written", info.dli_fname);
  int beside = written(path);
  note("beside", beside);
  note("truncate", truncate(info.dli_fname, 1 << 30) == 0 ? 0 : errno);
  const char *temporary = getenv("TMPDIR");
  snprintf(path, sizeof path, "%s/file", temporary != NULL ? temporary : "/nowhere");
  note("temporary", written(path));
  note("connect", connected());
  changed(info.dli_fname);
  reached();
  note("signal", kill(getppid(), 0) == 0 ? 0 : errno);
  size_t size = strlen(text);
  snprintf(text + size, sizeof text - size, "privileges=%d;core=%llu;files=%llu;size=%llu;cpu=%d",
           prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), most(RLIMIT_CORE), most(RLIMIT_NOFILE),
           most(RLIMIT_FSIZE), most(RLIMIT_CPU) < 1000000);
  return beside;
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance, (void)source, (void)records, (void)count;
  mr_record record = {mr_string(text), mr_string("")};
  return task->host->emit(task, &record, 1);
}

static const mr_job job = {.size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "prying",
                           .description = text, .key_type = MR_BYTES, .value_type = MR_BYTES,
                           .map = map};
static const mr_job *const jobs[] = {&job};
static mr_plugin plugin = {.size = sizeof(mr_plugin), .abi = MR_ABI_VERSION, .name = "prying",
                           .job_count = 1, .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) {
  if (text[0] == 0 && look() != 0 && DEFECT == 1) plugin.error = "it cannot write";
  return &plugin;
}
