#define _GNU_SOURCE
#include "loader.h"

#include <dlfcn.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>

/* The address of a table that the dynamic section names: the loader writes it there on most systems, and
 * leaves the distance from the library's beginning on some. */
static const char *table_at(const struct link_map *library, ElfW(Addr) value) {
  return (const char *)(value < library->l_addr ? value + library->l_addr : value);
}

static const char *strings_of(const struct link_map *library) {
  for (const ElfW(Dyn) *entry = library->l_ld; entry->d_tag != DT_NULL; entry++)
    if (entry->d_tag == DT_STRTAB) return table_at(library, entry->d_un.d_ptr);
  return NULL;
}

static const char *name_of(const struct link_map *library) {
  const char *strings = strings_of(library);
  if (strings != NULL)
    for (const ElfW(Dyn) *entry = library->l_ld; entry->d_tag != DT_NULL; entry++)
      if (entry->d_tag == DT_SONAME) return strings + entry->d_un.d_val;
  const char *slash = strrchr(library->l_name, '/');
  return slash != NULL ? slash + 1 : library->l_name;
}

static const struct link_map *find(const struct link_map *first, const char *name) {
  for (; first != NULL; first = first->l_next) {
    const char *slash = strrchr(first->l_name, '/');
    if (strcmp(slash != NULL ? slash + 1 : first->l_name, name) == 0 ||
        strcmp(name_of(first), name) == 0)
      return first;
  }
  return NULL;
}

size_t mr_needed_libraries(void *handle, const char **paths, size_t capacity) {
  struct link_map *own = NULL;
  if (handle == NULL || dlinfo(handle, RTLD_DI_LINKMAP, &own) != 0 || own == NULL) return 0;
  const struct link_map *first = own;
  while (first->l_prev != NULL) first = first->l_prev;
  size_t loaded = 0, met = 0;
  for (const struct link_map *each = first; each != NULL; each = each->l_next) loaded++;
  const struct link_map **queue = calloc(loaded + 1, sizeof *queue);
  if (queue == NULL) return 0;
  queue[met++] = own;
  for (size_t next = 0; next < met; next++) {
    const char *strings = strings_of(queue[next]);
    if (strings == NULL) continue;
    for (const ElfW(Dyn) *entry = queue[next]->l_ld; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag != DT_NEEDED) continue;
      const struct link_map *library = find(first, strings + entry->d_un.d_val);
      size_t known = 0;
      while (known < met && queue[known] != library) known++;
      if (library != NULL && known == met) queue[met++] = library;
    }
  }
  for (size_t i = 1; i < met && i <= capacity; i++) paths[i - 1] = queue[i]->l_name;
  free(queue);
  return met - 1;
}
