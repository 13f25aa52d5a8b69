#include "CMemcached.h"

#include <dlfcn.h>
#include <stddef.h>

// The name that programs are linked with: it stands for the interface.
static const char library_name[] = "libmemcached.so.11";

static const struct {
  const char *name;
  size_t offset;
} functions[] = {
    {"memcached_create", offsetof(mr_memcached, create)},
    {"memcached_free", offsetof(mr_memcached, free)},
    {"memcached_behavior_set", offsetof(mr_memcached, behavior_set)},
    {"memcached_server_add", offsetof(mr_memcached, server_add)},
    {"memcached_server_add_unix_socket", offsetof(mr_memcached, server_add_unix_socket)},
    {"memcached_set", offsetof(mr_memcached, set)},
    {"memcached_delete", offsetof(mr_memcached, delete_key)},
    {"memcached_stat_execute", offsetof(mr_memcached, stat_execute)},
    {"memcached_strerror", offsetof(mr_memcached, strerror)},
    {"memcached_last_error_errno", offsetof(mr_memcached, last_error_errno)},
    {"memcached_last_error_message", offsetof(mr_memcached, last_error_message)},
};

const mr_memcached *mr_memcached_open(const char **error) {
  static mr_memcached table;
  void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  for (size_t i = 0; library != NULL && i < sizeof functions / sizeof *functions; i++) {
    void *function = dlsym(library, functions[i].name);
    if (function == NULL) library = NULL;
    *(void **)((char *)&table + functions[i].offset) = function;
  }
  if (library != NULL) return &table;
  *error = dlerror();
  return NULL;
}
