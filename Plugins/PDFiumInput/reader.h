// The pages of a PDF document as records.
#ifndef PDFIUMINPUT_READER_H
#define PDFIUMINPUT_READER_H

#include <mapreduce.h>

// The callbacks of the input format; the contract is mapreduce.h's.
mr_status reader_open(mr_task *task, const mr_split *split, void **reader);
mr_status reader_next(void *reader, mr_task *task, mr_record *out, size_t capacity, size_t *count,
                      uint64_t *first_record);
void reader_close(void *reader);

#endif
