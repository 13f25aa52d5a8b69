/* What the C library offers to those who define _GNU_SOURCE before anything else, which Swift's
 * importer does not. */
#ifndef MR_PROCESS_H
#define MR_PROCESS_H

#include <stddef.h>

/* Gives free memory back to the system. */
void mr_trim_memory(void);

/* Bytes that the allocator holds and nobody uses.  Looks through all that is free. */
size_t mr_free_memory(void);

/* Names this thread, and those that it starts from now on; at most 15 bytes. */
void mr_name_thread(const char *name);

/* Processes whose parents end become children of this one. */
void mr_adopt_orphans(void);

/* Number of resource limits. */
int mr_limit_count(void);

#endif
