#include "letters.h"
#include "words.h"

// 64 bytes hold at most 32 ends of words; one more ends with the block before.
static const size_t most_words = 33;

mr_status words_ascii(batch *batch, mr_bytes bytes) {
  const uint8_t *text = bytes.data;
  const uint8_t *word = NULL;  // start of a word that reaches into the block
  uint64_t before = 0;         // whether the byte before the block is a letter: 0 or 1

  for (size_t offset = 0; offset < bytes.size; offset += 64) {
    mr_status status = batch_room(batch, most_words);
    if (status != MR_OK) return status;

    const uint8_t *block = text + offset;
    size_t left = bytes.size - offset;
    uint64_t letters = left >= 64 ? letters_block(block) : letters_tail(block, left);
    // A bit wherever a word starts or has just ended; the two take turns.
    uint64_t edges = letters ^ (letters << 1 | before);
    before = letters >> 63;

    if (word && edges) {
      const uint8_t *end = block + __builtin_ctzll(edges);
      batch_add(batch, word, (size_t)(end - word));
      word = NULL;
      edges &= edges - 1;
    }
    while (edges) {
      word = block + __builtin_ctzll(edges);
      edges &= edges - 1;
      if (!edges) break;
      const uint8_t *end = block + __builtin_ctzll(edges);
      batch_add(batch, word, (size_t)(end - word));
      word = NULL;
      edges &= edges - 1;
    }
  }
  if (!word) return MR_OK;
  mr_status status = batch_room(batch, 1);
  if (status == MR_OK) batch_add(batch, word, (size_t)(text + bytes.size - word));
  return status;
}
