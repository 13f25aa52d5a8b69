// The parameters of the job.
#ifndef WORDCOUNT_OPTIONS_H
#define WORDCOUNT_OPTIONS_H

#include <mapreduce.h>

typedef struct options {
  int unicode;    // letters are those of Unicode, not only A-Z and a-z
  int lowercase;  // keys are in lower case
  mr_bytes by;    // name of the attribute that keys begin with; size 0: none
} options;

// Reads the task's parameters. MR_FATAL, with the error set, for a value that makes no sense.
mr_status options_read(mr_task *task, options *result);

#endif
