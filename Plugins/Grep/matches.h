// Lines that were found, on their way to the host.
#ifndef GREP_MATCHES_H
#define GREP_MATCHES_H

#include <mapreduce.h>

#define MATCHES_CAPACITY 256

typedef struct matches {
  mr_task *task;      // of the callback that runs
  mr_bytes document;  // that the lines are of: the key
  size_t count;
  char *text;  // the values, one after the other
  size_t used, capacity;
  mr_record records[MATCHES_CAPACITY];
} matches;

// Adds a line and the number of its record. MR_RETRY when memory is out.
mr_status matches_add(matches *matches, uint64_t number, const uint8_t *line, size_t size);

// Emits what was added.
mr_status matches_flush(matches *matches);

#endif
