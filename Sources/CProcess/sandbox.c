#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What <linux/landlock.h> has since revision 4, 5 and 6: headers of Debian 12 are older than many kernels. */
typedef struct {
  uint64_t files;
  uint64_t network;
  uint64_t scope;
} rights;

typedef struct {
  uint64_t allowed;
  uint64_t port;
} port_rule;

enum { rule_of_port = 2 };

static const uint64_t access_refer = UINT64_C(1) << 13;    /* 2 */
static const uint64_t access_truncate = UINT64_C(1) << 14; /* 3 */
static const uint64_t access_bind = UINT64_C(1) << 0;      /* 4 */
static const uint64_t access_connect = UINT64_C(1) << 1;   /* 4 */
static const uint64_t scope_sockets = UINT64_C(1) << 0;    /* 6 */
static const uint64_t scope_signals = UINT64_C(1) << 1;    /* 6 */

/* Everything that changes files, of revision 1. */
static const uint64_t access_write =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
    LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
    LANDLOCK_ACCESS_FS_MAKE_SYM;

int mr_landlock_revision(void) {
  long revision = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return revision < 0 ? 0 : (int)revision;
}

static int allow_files(int rules, const char *path, uint64_t allowed) {
  int file = open(path, O_PATH | O_CLOEXEC);
  if (file < 0) return 0;
  struct stat status;
  if (fstat(file, &status) == 0 && !S_ISDIR(status.st_mode))
    allowed &= LANDLOCK_ACCESS_FS_WRITE_FILE | access_truncate;
  struct landlock_path_beneath_attr rule = {.allowed_access = allowed, .parent_fd = file};
  int result = (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  int reason = errno;
  close(file);
  errno = reason;
  return result;
}

static int fill(int rules, const mr_sandbox *sandbox, const rights *handled) {
  for (size_t i = 0; i < sandbox->writable_count; i++)
    if (allow_files(rules, sandbox->writable[i], handled->files) != 0) return -1;
  if (handled->network != 0)
    for (size_t i = 0; i < sandbox->port_count; i++) {
      port_rule rule = {.allowed = access_connect, .port = sandbox->ports[i]};
      if (syscall(SYS_landlock_add_rule, rules, rule_of_port, &rule, 0) != 0) return -1;
    }
  return syscall(SYS_landlock_restrict_self, rules, 0) == 0 ? 0 : -1;
}

/* What Landlock knows nothing of.  Owners, modes, times and attributes of files are changed without writing to
 * them; some kinds of sockets, and data that goes with the connecting, are no TCP to it; a socket that nobody has bound
 * listens at a port that the kernel chooses; rings do all of this without a call of its own; and the rest is what root
 * could leave any sandbox with. */
static const uint32_t refused[] = {
    SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat, SYS_setxattr, SYS_lsetxattr,
    SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr, SYS_listen, SYS_init_module,
    SYS_finit_module, SYS_delete_module, SYS_kexec_load, SYS_reboot, SYS_bpf, SYS_open_by_handle_at,
    425, /* io_uring_setup */
    452, /* fchmodat2 */
    463, /* setxattrat */
    466, /* removexattrat */
#ifdef SYS_chmod
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
};

#if defined(__x86_64__)
static const uint32_t machine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
static const uint32_t machine = AUDIT_ARCH_AARCH64;
#endif

enum { fast_open = 0x20000000, option_fast_open = 23, option_fast_open_connect = 30 };

typedef struct {
  struct sock_filter steps[256];
  unsigned short count;
} program;

static void add(program *filter, struct sock_filter step) { filter->steps[filter->count++] = step; }

static void load(program *filter, size_t offset) {
  add(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset));
}

static void load_number(program *filter) { load(filter, offsetof(struct seccomp_data, nr)); }

/* The lower half, which is all that the kernel takes of an int. */
static void load_argument(program *filter, size_t number) {
  load(filter, offsetof(struct seccomp_data, args) + number * sizeof(uint64_t));
}

/* Goes on if what was loaded is that value, and else after so many steps more. */
static void expect(program *filter, uint32_t value, unsigned char otherwise) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, otherwise));
}

static void expect_bits(program *filter, uint32_t bits, unsigned char otherwise) {
  add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, otherwise));
}

static void answer(program *filter, uint32_t action) {
  add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

static void refuse(program *filter) { answer(filter, SECCOMP_RET_ERRNO | EPERM); }

static void refuse_call(program *filter, uint32_t number) {
  expect(filter, number, 1);
  refuse(filter);
}

static void refuse_flags(program *filter, uint32_t number, size_t argument, uint32_t bits) {
  load_number(filter);
  expect(filter, number, 3);
  load_argument(filter, argument);
  expect_bits(filter, bits, 1);
  refuse(filter);
}

static void refuse_option(program *filter, uint32_t option) {
  load_number(filter);
  expect(filter, SYS_setsockopt, 5);
  load_argument(filter, 1);
  expect(filter, IPPROTO_TCP, 3);
  load_argument(filter, 2);
  expect(filter, option, 1);
  refuse(filter);
}

static void allow_family(program *filter, uint32_t family) {
  load_number(filter);
  expect(filter, SYS_socket, 3);
  load_argument(filter, 0);
  expect(filter, family, 1);
  answer(filter, SECCOMP_RET_ALLOW);
}

static void allow_socket(program *filter, uint32_t family, uint32_t type, uint32_t protocol) {
  load_number(filter);
  expect(filter, SYS_socket, 8);
  load_argument(filter, 0);
  expect(filter, family, 6);
  load_argument(filter, 1);
  /* Beside it are SOCK_CLOEXEC and SOCK_NONBLOCK. */
  add(filter, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf));
  expect(filter, type, 3);
  load_argument(filter, 2);
  expect(filter, protocol, 1);
  answer(filter, SECCOMP_RET_ALLOW);
}

/* Sockets within the machine, TCP and UDP. */
static void restrict_sockets(program *filter) {
  allow_family(filter, AF_UNIX);
  allow_family(filter, AF_NETLINK);
  const uint32_t families[] = {AF_INET, AF_INET6};
  for (size_t i = 0; i < 2; i++) {
    allow_socket(filter, families[i], SOCK_STREAM, 0);
    allow_socket(filter, families[i], SOCK_STREAM, IPPROTO_TCP);
    allow_socket(filter, families[i], SOCK_DGRAM, 0);
    allow_socket(filter, families[i], SOCK_DGRAM, IPPROTO_UDP);
  }
  load_number(filter);
  refuse_call(filter, SYS_socket);
}

/* A kernel without such filters is left as it is. */
static int filter_calls(void) {
  program filter = {.count = 0};
  /* Calls by another machine's numbers, 32 bits or x32, are refused. */
  load(&filter, offsetof(struct seccomp_data, arch));
  add(&filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, machine, 1, 0));
  refuse(&filter);
  load_number(&filter);
  expect_bits(&filter, 0x40000000, 1);
  refuse(&filter);
  for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) refuse_call(&filter, refused[i]);
  refuse_flags(&filter, SYS_sendto, 3, fast_open);
  refuse_flags(&filter, SYS_sendmsg, 2, fast_open);
  refuse_flags(&filter, SYS_sendmmsg, 3, fast_open);
  refuse_option(&filter, option_fast_open);
  refuse_option(&filter, option_fast_open_connect);
  restrict_sockets(&filter);
  answer(&filter, SECCOMP_RET_ALLOW);
  struct sock_fprog rules = {.len = filter.count, .filter = filter.steps};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &rules, 0, 0) == 0) return 0;
  return errno == EINVAL || errno == ENOSYS ? 0 : -1;
}

int mr_enter_sandbox(const mr_sandbox *sandbox) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || filter_calls() != 0) return -1;
  int revision = mr_landlock_revision();
  rights handled = {.files = access_write};
  size_t size = sizeof handled.files;
  if (revision >= 2) handled.files |= access_refer;
  if (revision >= 3) handled.files |= access_truncate;
  if (revision >= 4) {
    handled.network = access_bind | access_connect;
    size = offsetof(rights, scope);
  }
  if (revision >= 6) {
    handled.scope = scope_sockets | scope_signals;
    size = sizeof handled;
  }
  int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
  if (rules < 0) return -1;
  int result = fill(rules, sandbox, &handled);
  int reason = errno;
  close(rules);
  errno = reason;
  return result;
}
