#define _GNU_SOURCE
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "CSignals.h"

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS};
// Our own frames, and that of the kernel, come before those of the fault.
enum { own_frames = 8, stack_size = 64 << 10 };

static mr_crash *noted;
static volatile pid_t owner;
static volatile pid_t crashing;
static void *addresses[MR_CRASH_FRAMES + own_frames];
static int first, count;

// The mapping that a line of /proc/self/maps is about.
typedef struct mapping {
  uintptr_t start, end, offset;
  const char *path;
  size_t length;
} mapping;

static uintptr_t number(const char **text) {
  uintptr_t value = 0;
  for (;; ++*text) {
    char digit = **text;
    if (digit >= '0' && digit <= '9') {
      value = value << 4 | (uintptr_t)(digit - '0');
    } else if (digit >= 'a' && digit <= 'f') {
      value = value << 4 | (uintptr_t)(digit - 'a' + 10);
    } else {
      return value;
    }
  }
}

// START-END PERMISSIONS OFFSET DEVICE INODE PATH
static mapping parse(const char *line, size_t length) {
  mapping found = {0};
  const char *text = line;
  found.start = number(&text);
  if (*text == '-') text++;
  found.end = number(&text);
  while (*text == ' ') text++;
  while (*text != ' ' && *text != '\0') text++;
  while (*text == ' ') text++;
  found.offset = number(&text);
  const char *path = memchr(text, '/', length - (size_t)(text - line));
  if (path != NULL) {
    found.path = path;
    found.length = length - (size_t)(path - line);
  }
  return found;
}

// Where the file begins whose parts follow one another.
static uintptr_t base;
static char last_path[512];

static void take(const char *line, size_t length) {
  mapping found = parse(line, length);
  size_t kept = found.length < sizeof last_path - 1 ? found.length : sizeof last_path - 1;
  if (found.offset == 0 || strlen(last_path) != kept || memcmp(last_path, found.path, kept) != 0)
    base = found.start - found.offset;
  if (found.path != NULL) memcpy(last_path, found.path, kept);
  last_path[kept] = '\0';
  for (int i = first; i < count; i++) {
    uintptr_t address = (uintptr_t)addresses[i];
    if (address < found.start || address >= found.end) continue;
    mr_crash_frame *frame = &noted->frames[i - first];
    frame->offset = address - base;
    // The end of a path tells more than its beginning.
    size_t room = sizeof frame->module - 1;
    size_t size = found.length < room ? found.length : room;
    if (size > 0) memcpy(frame->module, found.path + (found.length - size), size);
    frame->module[size] = '\0';
  }
}

// Says where the addresses lie. Nothing else may be asked here: whoever has the loader's lock may be what
// has crashed.
static void locate(void) {
  int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  if (maps < 0) return;
  static char part[4096], line[1024];
  size_t length = 0;
  ssize_t size;
  while ((size = read(maps, part, sizeof part)) > 0) {
    for (ssize_t i = 0; i < size; i++) {
      if (part[i] != '\n') {
        if (length < sizeof line - 1) line[length++] = part[i];
        continue;
      }
      line[length] = '\0';
      take(line, length);
      length = 0;
    }
  }
  close(maps);
}

static void *place_of(void *context) {
#if defined(__x86_64__)
  return (void *)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
#elif defined(__aarch64__)
  return (void *)((ucontext_t *)context)->uc_mcontext.pc;
#else
  (void)context;
  return NULL;
#endif
}

static void record(int number, void *context) {
  count = backtrace(addresses, MR_CRASH_FRAMES + own_frames);
  void *place = place_of(context);
  for (first = 0; first < count && first < own_frames && addresses[first] != place;) first++;
  if (first == count || first == own_frames) first = count < 2 ? count : 2;
  if (count - first > MR_CRASH_FRAMES) count = first + MR_CRASH_FRAMES;
  for (int i = first; i < count; i++) noted->frames[i - first].offset = (uintptr_t)addresses[i];
  locate();
  noted->signal = number;
  noted->count = (uint32_t)(count - first);
}

static void crash(int number, siginfo_t *info, void *context) {
  int saved = errno;
  pid_t thread = (pid_t)syscall(SYS_gettid);
  signal(number, SIG_DFL);
  if (getpid() == owner) {
    pid_t nobody = 0;
    if (__atomic_compare_exchange_n(&crashing, &nobody, thread, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
      record(number, context);
    } else if (nobody != thread) {
      // The process ends with the thread that was first.
      for (;;) pause();
    }
  }
  // A fault happens again when the handler returns; what somebody sent has to be sent again.
  if (info->si_code <= 0) raise(number);
  errno = saved;
}

void mr_crash_note(mr_crash *place) {
  // Loads what it needs.
  backtrace(addresses, 2);
  noted = place;
  owner = getpid();
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction present;
    if (sigaction(signals[i], NULL, &present) != 0 || present.sa_flags & SA_SIGINFO ||
        present.sa_handler != SIG_DFL)
      continue;
    struct sigaction action = {.sa_sigaction = crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    sigaction(signals[i], &action, NULL);
  }
}

void mr_crash_stack(void) {
  static char room[stack_size] __attribute__((aligned(16)));
  stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
  sigaltstack(&stack, NULL);
}
