#include "letters.h"
#include "words.h"

// 64 bytes hold at most 32 ends of words.
static const size_t most_words = 32;

// The place of the lowest bit, 63 if there is none.
static inline unsigned first(uint64_t bits) {
  return (unsigned)__builtin_ctzll(bits | (uint64_t)1 << 63);
}

// Writes the words that end in a block, and perhaps a few records more that mean nothing: how many
// words there are is hard to predict, so they are written in steps. Returns their number.
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

// The next bit and the number of bits are one instruction each on processors of the last ten years.
#if defined(__x86_64__) && defined(__linux__)
__attribute__((target_clones("arch=x86-64-v3", "default")))
#endif
mr_status words_ascii(batch *batch, mr_bytes bytes) {
  const uint8_t *text = bytes.data;
  const uint8_t *word = NULL;  // start of a word that reaches into the block
  for (size_t offset = 0; offset < bytes.size; offset += 64) {
    mr_status status = batch_room(batch, most_words);
    if (status != MR_OK) return status;

    const uint8_t *block = text + offset;
    size_t left = bytes.size - offset;
    uint64_t letters = left >= 64 ? letters_block(block) : letters_tail(block, left);
    uint64_t before = letters << 1 | (word != NULL);
    uint64_t starts = letters & ~before;
    batch->count += write_words(batch->records + batch->count, block, word, starts, before & ~letters);

    if (!(letters >> 63)) word = NULL;
    else if (starts) word = block + 63 - __builtin_clzll(starts);
  }
  if (!word) return MR_OK;
  mr_status status = batch_room(batch, 1);
  if (status == MR_OK) batch_add(batch, word, (size_t)(text + bytes.size - word));
  return status;
}
