// Messages with parts.
#ifndef PDFIUMINPUT_MESSAGE_H
#define PDFIUMINPUT_MESSAGE_H

#include <mapreduce.h>

// Set the error text as printf makes it, and return MR_FATAL: no attempt can succeed with this input, or
// MR_RETRY: another machine may have what this one lacks.
__attribute__((format(printf, 2, 3))) mr_status fail(mr_task *task, const char *format, ...);
__attribute__((format(printf, 2, 3))) mr_status retry(mr_task *task, const char *format, ...);

#endif
