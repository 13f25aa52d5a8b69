/* What a process can give up, for itself and those that it starts, and never get back. */
#ifndef MR_SANDBOX_H
#define MR_SANDBOX_H

#include <stddef.h>
#include <stdint.h>

/* The revision of the kernel's Landlock; 0 if it has none, or it is switched off.  2 and above keep files in
 * their directories, 3 covers truncating, 4 TCP, 6 signals and abstract sockets of other processes. */
int mr_landlock_revision(void);

/* What a process may still do.  Reading and running files is as it was. */
typedef struct mr_sandbox {
  const char *const *writable; /* directories below which it may write, and files; what is not there is
                                * passed over */
  size_t writable_count;
  const uint16_t *ports; /* TCP ports that it may connect to, on any host */
  size_t port_count;
} mr_sandbox;

/* Restricts the calling thread, and all that it starts from now on: to be called while there is no other.
 * Beside what is not allowed, owners, modes, times and attributes of files cannot be changed, nothing listens, and sockets are
 * those within the machine, TCP and UDP.  What this kernel's Landlock does not know stays allowed.  0, or -1 with errno: ENOSYS and EOPNOTSUPP mean that
 * there is no Landlock: what files are written and what is connected to is not restricted. */
int mr_enter_sandbox(const mr_sandbox *sandbox);

#endif
