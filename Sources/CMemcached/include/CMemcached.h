#pragma once
#include <libmemcached/memcached.h>

// libmemcached brings libsasl2 and libcrypto along, with thousands of names that plugins have, too.
// So it is opened at run time, out of the plugins' sight, and called through this table; the header
// is only for its types.
typedef struct {
  __typeof__(memcached_create) *_Nonnull create;
  __typeof__(memcached_free) *_Nonnull free;
  __typeof__(memcached_behavior_set) *_Nonnull behavior_set;
  __typeof__(memcached_server_add) *_Nonnull server_add;
  __typeof__(memcached_server_add_unix_socket) *_Nonnull server_add_unix_socket;
  __typeof__(memcached_set) *_Nonnull set;
  __typeof__(memcached_delete) *_Nonnull delete_key;
  __typeof__(memcached_stat_execute) *_Nonnull stat_execute;
  __typeof__(memcached_strerror) *_Nonnull strerror;
  __typeof__(memcached_last_error_errno) *_Nonnull last_error_errno;
  __typeof__(memcached_last_error_message) *_Nonnull last_error_message;
} mr_memcached;

// Opens the library. Not to be called from two threads at once.
// Returns NULL if that fails, and in `error` a text that lives until the thread's next call.
const mr_memcached *_Nullable mr_memcached_open(const char *_Nullable *_Nonnull error);
