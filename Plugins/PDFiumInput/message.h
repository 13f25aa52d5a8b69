// Messages with parts.
#ifndef PDFIUMINPUT_MESSAGE_H
#define PDFIUMINPUT_MESSAGE_H

#include <mapreduce.h>

// Sets the error text as printf makes it, and returns the status. MR_FATAL: no attempt can succeed with this
// input; MR_RETRY: another process or machine may have what this one lacks.
__attribute__((format(printf, 3, 4))) mr_status fail(mr_task *task, mr_status status,
                                                     const char *format, ...);

#endif
