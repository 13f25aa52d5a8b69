// The lines that match a pattern.
#ifndef GREP_GREP_H
#define GREP_GREP_H

#include <mapreduce.h>

// The callbacks of the job; the contract is mapreduce.h's.
mr_status grep_create(mr_task *task, void **instance);
void grep_destroy(void *instance);
mr_status grep_map(void *instance, mr_task *task, const mr_source *source,
                   const mr_record *records, size_t count);

#endif
