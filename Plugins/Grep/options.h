// The parameters of the job.
#ifndef GREP_OPTIONS_H
#define GREP_OPTIONS_H

#include <mapreduce.h>

typedef struct options {
  mr_bytes pattern;  // a regular expression in UTF-8, or text if `fixed`
  int fixed;         // the pattern stands for itself
  int ignore_case;
  int word;          // a match begins and ends at the edge of a word
  int invert;        // wanted are the lines that do not match
} options;

// Reads the task's parameters. MR_FATAL, with the error set, for what is missing or makes no sense.
mr_status options_read(mr_task *task, options *result);

#endif
