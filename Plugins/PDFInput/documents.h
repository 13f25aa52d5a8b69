// PDF documents as records.
#ifndef PDFINPUT_DOCUMENTS_H
#define PDFINPUT_DOCUMENTS_H

#include <mapreduce.h>

#ifdef __cplusplus
extern "C" {
#endif

// The callbacks of the input format; the contract is mapreduce.h's.
mr_status documents_open(mr_task *task, const mr_split *split, void **reader);
mr_status documents_next(void *reader, mr_task *task, mr_record *out, size_t capacity, size_t *count,
                         uint64_t *first_record);
void documents_close(void *reader);

#ifdef __cplusplus
}
#endif

#endif
