#include "batch.h"

#include <stdlib.h>

static const int64_t one = 1;

void batch_init(batch *batch) {
  batch->task = NULL;
  batch->style = (key_style){.prefix = {NULL, 0}};
  batch->count = 0;
  batch->scratch = NULL;
  batch->scratch_capacity = 0;
  for (size_t i = 0; i < BATCH_CAPACITY; i++)
    batch->records[i].value = mr_make_bytes(&one, sizeof one);
}

void batch_free(batch *batch) { free(batch->scratch); }

// Writes the keys anew, one after the other, into the scratch memory.
static mr_status write_keys(batch *batch) {
  size_t size = 0;
  for (size_t i = 0; i < batch->count; i++)
    size += key_bound(&batch->style, batch->records[i].key);
  if (size > batch->scratch_capacity) {
    free(batch->scratch);
    batch->scratch = malloc(size);
    batch->scratch_capacity = batch->scratch ? size : 0;
    if (!batch->scratch) return mr_fail(batch->task, MR_RETRY, "no memory for keys");
  }
  uint8_t *at = batch->scratch;
  for (size_t i = 0; i < batch->count; i++) {
    size_t written = key_write(&batch->style, batch->records[i].key, at);
    batch->records[i].key = mr_make_bytes(at, written);
    at += written;
  }
  return MR_OK;
}

mr_status batch_flush(batch *batch) {
  if (batch->count == 0) return MR_OK;
  if (key_style_rewrites(&batch->style)) {
    mr_status status = write_keys(batch);
    if (status != MR_OK) return status;
  }
  size_t count = batch->count;
  batch->count = 0;
  return batch->task->host->emit(batch->task, batch->records, count);
}
