// The callbacks of the job; their contract is mapreduce.h's.
#ifndef WORDCOUNT_WORD_COUNT_H
#define WORDCOUNT_WORD_COUNT_H

#include <mapreduce.h>

mr_status word_count_create(mr_task *task, void **instance);
void word_count_destroy(void *instance);
mr_status word_count_map(void *instance, mr_task *task, const mr_source *source,
                         const mr_record *records, size_t count);

#endif
