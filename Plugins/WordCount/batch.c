#include "batch.h"

#include <stdlib.h>

static const int64_t one = 1;

void batch_init(batch *batch, mr_task *task) {
  batch->task = task;
  batch->tokens = task->host->extension(task, MR_TOKENS);
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

// The place of the lowest bit, 63 if there is none.
static inline unsigned first(uint64_t bits) {
  return (unsigned)__builtin_ctzll(bits | (uint64_t)1 << 63);
}

// Writes the words that end in a block of 64 bytes, and perhaps a few records more that mean
// nothing: how many words there are is hard to predict, so they are written in steps. Returns their
// number, which is 32 at most.
//
// `starts` and `ends` have a bit wherever a word starts or has just ended. `word` is where the word
// starts that reaches into the block; NULL if none does.
static inline size_t write_words(mr_record *out, const uint8_t *block, const uint8_t *word,
                                 uint64_t starts, uint64_t ends) {
  size_t count = (size_t)__builtin_popcountll(ends);
  size_t written = 0;
  if (!word) {
    word = block + first(starts);
    starts &= starts - 1;
  }
  do {
    for (int i = 0; i < 4; i++) {
      out[written++].key = mr_make_bytes(word, (size_t)(block + first(ends) - word));
      ends &= ends - 1;
      word = block + first(starts);
      starts &= starts - 1;
    }
  } while (written < count);
  return count;
}

static mr_status add_words(batch *batch, mr_bytes bytes, const uint64_t *bits) {
  const uint8_t *text = bytes.data;
  const uint8_t *word = NULL;  // start of a word that reaches into the block
  for (size_t offset = 0; offset < bytes.size; offset += 64) {
    if (batch->count + 32 > BATCH_CAPACITY) {
      mr_status status = batch_flush(batch);
      if (status != MR_OK) return status;
    }
    const uint8_t *block = text + offset;
    uint64_t letters = *bits++;
    uint64_t before = letters << 1 | (word != NULL);
    uint64_t starts = letters & ~before;
    batch->count +=
        write_words(batch->records + batch->count, block, word, starts, before & ~letters);

    if (!(letters >> 63)) word = NULL;
    else if (starts) word = block + 63 - __builtin_clzll(starts);
  }
  return word ? batch_add(batch, word, (size_t)(text + bytes.size - word)) : MR_OK;
}

mr_status batch_add_words(batch *batch, mr_bytes text, const uint64_t *bits) {
  if (!batch->tokens || key_style_rewrites(&batch->style)) return add_words(batch, text, bits);
  mr_status status = batch_flush(batch);
  if (status != MR_OK) return status;
  return batch->tokens->emit(batch->task, text, bits, mr_make_bytes(&one, sizeof one));
}
