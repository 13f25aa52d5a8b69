#include "batch.h"

#include <stdlib.h>

#include "reversed.h"

void batch_init(batch *batch) {
  batch->task = NULL;
  batch->count = 0;
  batch->keys = NULL;
  batch->used = 0;
}

void batch_free(batch *batch) { free(batch->keys); }

void batch_begin(batch *batch, mr_task *task) {
  batch->task = task;
  batch->count = 0;
  batch->used = 0;
}

mr_status batch_flush(batch *batch) {
  size_t count = batch->count;
  batch->count = 0;
  batch->used = 0;
  return count == 0 ? MR_OK : batch->task->host->emit(batch->task, batch->records, count);
}

mr_status batch_add_reversed(batch *batch, mr_bytes key, size_t size, mr_bytes value) {
  if (!batch->keys) {
    // Room for any key, and for many of the usual ones.
    batch->keys = malloc(KEY_LIMIT);
    if (!batch->keys) return mr_fail(batch->task, MR_RETRY, "no memory for keys");
  }
  if (size > KEY_LIMIT - batch->used) {
    mr_status status = batch_flush(batch);
    if (status != MR_OK) return status;
  }
  uint8_t *target = batch->keys + batch->used;
  reversed_write(key, target);
  batch->used += size;
  return batch_add(batch, mr_make_bytes(target, size), value);
}
