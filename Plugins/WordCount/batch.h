// Words on their way to the host.
#ifndef WORDCOUNT_BATCH_H
#define WORDCOUNT_BATCH_H

#include <mapreduce.h>

#include "key_style.h"

// Sixteen kilobytes of records: they stay in the first-level cache.
#define BATCH_CAPACITY 512

typedef struct batch {
  mr_task *task;            // of the callback that runs
  const mr_tokens *tokens;  // the host's; NULL if it has none
  key_style style;          // how keys are written when they leave
  size_t count;
  uint8_t *scratch;  // keys that are no piece of the input
  size_t scratch_capacity;
  mr_record records[BATCH_CAPACITY];  // each value is the number one
} batch;

// Makes an empty batch of an allocated struct; keys are the words as they are.
void batch_init(batch *batch, mr_task *task);
void batch_free(batch *batch);

// Emits what was added. MR_RETRY when memory is out.
mr_status batch_flush(batch *batch);

// Adds a word. Its bytes are to stay where they are until the flush.
static inline mr_status batch_add(batch *batch, const uint8_t *word, size_t size) {
  if (batch->count == BATCH_CAPACITY) {
    mr_status status = batch_flush(batch);
    if (status != MR_OK) return status;
  }
  batch->records[batch->count++].key = mr_make_bytes(word, size);
  return MR_OK;
}

// Adds, or emits at once, all words of a text: the longest stretches of bytes whose bits are set.
// Bit i % 64 of bits[i / 64] is that of byte i.
mr_status batch_add_words(batch *batch, mr_bytes text, const uint64_t *bits);

#endif
