// The callbacks of the job; their contract is mapreduce.h's.
#ifndef SORT_SORT_H
#define SORT_SORT_H

#include <mapreduce.h>

mr_status sort_create(mr_task *task, void **instance);
void sort_destroy(void *instance);

// Emits what a line is sorted by, and the line if that is not the whole line.
mr_status sort_map(void *instance, mr_task *task, const mr_source *source,
                   const mr_record *records, size_t count);

// Emits the lines, as keys without values.
mr_status sort_reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values);

#endif
