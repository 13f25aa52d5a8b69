#define _GNU_SOURCE
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
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

int mr_enter_sandbox(const mr_sandbox *sandbox) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
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
