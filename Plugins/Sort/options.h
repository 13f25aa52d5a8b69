// The parameters of the job.
#ifndef SORT_OPTIONS_H
#define SORT_OPTIONS_H

#include <mapreduce.h>

typedef enum sort_by {
  BY_LINE,
  BY_COLUMNS,  // bytes `first` to `last` of the line
  BY_WORD,     // the field number `first`, of those that runs of spaces and tabs separate
  BY_FIELD,    // the field number `first`, of those that each separator separates
} sort_by;

typedef struct options {
  sort_by by;
  size_t first;  // from 1
  size_t last;   // SIZE_MAX: the end of the line
  uint8_t separator;
  int reverse;  // 0 or 1
  int unique;   // of lines with equal keys, the first alone: 0 or 1
} options;

// Reads the task's parameters. MR_FATAL, with the error set, for values that make no sense.
mr_status options_read(mr_task *task, options *result);

// What a line is sorted by: a part of it, empty if the line does not reach so far.
mr_bytes options_key(const options *options, mr_bytes line);

#endif
