// Words on their way to the host.
#ifndef WORDCOUNT_BATCH_H
#define WORDCOUNT_BATCH_H

#include <mapreduce.h>

#include "key_style.h"

// Sixteen kilobytes of records: they stay in the first-level cache.
#define BATCH_CAPACITY 512

typedef struct batch {
  mr_task *task;    // of the callback that runs
  key_style style;  // how keys are written when they leave
  size_t count;
  uint8_t *scratch;  // keys that are no piece of the input
  size_t scratch_capacity;
  mr_record records[BATCH_CAPACITY];  // each value is the number one
} batch;

// Makes an empty batch of an allocated struct; keys are the words as they are.
void batch_init(batch *batch);
void batch_free(batch *batch);

// Emits what was added. MR_RETRY when memory is out.
mr_status batch_flush(batch *batch);

// Makes room for `count` words; count <= BATCH_CAPACITY.
static inline mr_status batch_room(batch *batch, size_t count) {
  return batch->count + count > BATCH_CAPACITY ? batch_flush(batch) : MR_OK;
}

// Adds a word there is room for. Its bytes are to stay where they are until the flush.
static inline void batch_add(batch *batch, const uint8_t *word, size_t size) {
  batch->records[batch->count++].key = mr_make_bytes(word, size);
}

#endif
