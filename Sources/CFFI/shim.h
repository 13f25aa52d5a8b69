#include <elf.h>
#include <ffi.h>
#include <stddef.h>

// libffi's types are global variables, which Swift takes for shared mutable state.
static inline ffi_type *mr_ffi_sint8(void) { return &ffi_type_sint8; }
static inline ffi_type *mr_ffi_sint16(void) { return &ffi_type_sint16; }
static inline ffi_type *mr_ffi_sint32(void) { return &ffi_type_sint32; }
static inline ffi_type *mr_ffi_sint64(void) { return &ffi_type_sint64; }
static inline ffi_type *mr_ffi_uint8(void) { return &ffi_type_uint8; }
static inline ffi_type *mr_ffi_uint16(void) { return &ffi_type_uint16; }
static inline ffi_type *mr_ffi_uint32(void) { return &ffi_type_uint32; }
static inline ffi_type *mr_ffi_uint64(void) { return &ffi_type_uint64; }
static inline ffi_type *mr_ffi_float(void) { return &ffi_type_float; }
static inline ffi_type *mr_ffi_double(void) { return &ffi_type_double; }
static inline ffi_type *mr_ffi_pointer(void) { return &ffi_type_pointer; }
static inline ffi_type *mr_ffi_void(void) { return &ffi_type_void; }

// The loader's own answers. <dlfcn.h> declares them only to those who define _GNU_SOURCE before
// anything else, as Swift's importer does not; <link.h> and <elf.h> would bring the system's types
// into this module. So the beginnings of their structs stand here, which no release may change.
extern int dlinfo(void *handle, int request, void *answer);
extern int dladdr1(const void *address, void *info, void **extra, int flags);

// The path that an open library was loaded from, or NULL.
static inline const char *mr_library_path(void *handle) {
  struct {
    uintptr_t address;
    const char *name;
  } *link_map = NULL;
  const int link_map_request = 2;
  return dlinfo(handle, link_map_request, &link_map) == 0 && link_map != NULL ? link_map->name
                                                                             : NULL;
}

// Whether a symbol's address is that of a variable.
static inline int mr_is_variable(const void *symbol) {
  struct {
    const char *file;
    void *base;
    const char *name;
    void *address;
  } info = {NULL, NULL, NULL, NULL};
  // A symbol table's entry on 64-bit machines.
  struct {
    uint32_t name;
    uint8_t info;
  } *entry = NULL;
  const int symbol_request = 1, object = 1, thread_local_object = 6;
  if (dladdr1(symbol, &info, (void **)&entry, symbol_request) == 0) return 0;
  if (info.address != symbol || entry == NULL) return 0;
  int type = entry->info & 0xf;
  return type == object || type == thread_local_object;
}

// The path of the library that an address lies in, or NULL.
static inline const char *mr_library_of(const void *address) {
  struct {
    const char *file;
    void *base;
    const char *name;
    void *address;
  } info = {NULL, NULL, NULL, NULL};
  void *link_map = NULL;
  const int link_map_request = 2;
  return dladdr1(address, &info, &link_map, link_map_request) != 0 ? info.file : NULL;
}
