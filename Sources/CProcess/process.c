#define _GNU_SOURCE
#include "process.h"

#include <malloc.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

void mr_trim_memory(void) { malloc_trim(0); }

size_t mr_free_memory(void) { return mallinfo2().fordblks; }

void mr_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

void mr_adopt_orphans(void) { prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

int mr_limit_count(void) { return RLIM_NLIMITS; }
