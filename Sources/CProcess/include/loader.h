/* What the system's loader knows of libraries. */
#ifndef MR_LOADER_H
#define MR_LOADER_H

#include <stddef.h>

/* Writes the paths of all libraries that the one of this handle (of dlopen) needs, and those need in
 * turn, in the order in which they are met; not its own.  The paths live as long as the libraries.
 * The number of libraries, which may be above `capacity`; 0 for no handle. */
size_t mr_needed_libraries(void *handle, const char **paths, size_t capacity);

#endif
