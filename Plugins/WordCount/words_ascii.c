#include "letters.h"
#include "words.h"

// So much text is looked through at once, in bytes: what is near its end costs the host more.
#define PIECE 32768

// Writes a bit for each byte that is a letter.
#if defined(__x86_64__) && defined(__linux__)
__attribute__((target_clones("arch=x86-64-v3", "default")))
#endif
static void find_letters(const uint8_t *text, size_t size, uint64_t *bits) {
  size_t block = 0;
  for (; (block + 1) * 64 <= size; block++) bits[block] = letters_block(text + block * 64);
  if (block * 64 < size) bits[block] = letters_tail(text + block * 64, size - block * 64);
}

// Where the word begins that reaches to the end of a piece: the piece's size if none does, 0 if it
// is one word.
static size_t last_word(const uint8_t *text, size_t size) {
  while (size > 0 && is_letter(text[size - 1])) size--;
  return size;
}

mr_status words_ascii(batch *batch, mr_bytes bytes) {
  uint64_t letters[PIECE / 64];
  const uint8_t *text = bytes.data;
  size_t left = bytes.size;
  while (left > 0) {
    mr_status status;
    size_t size = left < PIECE ? left : PIECE;
    if (size < left) size = last_word(text, size);
    if (size > 0) {
      find_letters(text, size, letters);
      status = batch_add_words(batch, mr_make_bytes(text, size), letters);
    } else {
      while (size < left && is_letter(text[size])) size++;
      status = batch_add(batch, text, size);
    }
    if (status != MR_OK) return status;
    text += size;
    left -= size;
  }
  return MR_OK;
}
