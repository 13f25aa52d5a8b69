// Records on their way to the host.
#ifndef SORT_BATCH_H
#define SORT_BATCH_H

#include <mapreduce.h>

// Of a key, in bytes.
#define KEY_LIMIT (1 << 20)
#define BATCH_CAPACITY 512

typedef struct batch {
  mr_task *task;  // of the callback that runs
  size_t count;
  uint8_t *keys;  // those that are no piece of the input
  size_t used;
  mr_record records[BATCH_CAPACITY];
} batch;

void batch_init(batch *batch);
void batch_free(batch *batch);

// Forgets what is left of another callback.
void batch_begin(batch *batch, mr_task *task);

mr_status batch_flush(batch *batch);

// Adds a record whose bytes stay where they are until the flush.
static inline mr_status batch_add(batch *batch, mr_bytes key, mr_bytes value) {
  batch->records[batch->count++] = (mr_record){.key = key, .value = value};
  return batch->count == BATCH_CAPACITY ? batch_flush(batch) : MR_OK;
}

// Adds a record with the key reversed; `size` is what that takes, at most KEY_LIMIT.
mr_status batch_add_reversed(batch *batch, mr_bytes key, size_t size, mr_bytes value);

#endif
