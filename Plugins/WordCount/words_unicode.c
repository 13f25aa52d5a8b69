#include "letters.h"
#include "utf8.h"
#include "words.h"

static bool is_kind(const alphabet *alphabet, wctype_t kind, uint32_t character) {
  return iswctype_l((wint_t)character, kind, alphabet->locale) != 0;
}

// Whether the character is part of a word that may have begun before it.
static bool is_inside(const alphabet *alphabet, bool begun, uint32_t character) {
  if (character < 0x80) return is_letter((uint8_t)character);
  if (character == UTF8_INVALID) return false;
  if (is_kind(alphabet, alphabet->mark, character)) return begun;
  return is_kind(alphabet, alphabet->letter, character);
}

static bool is_all_ascii(mr_bytes bytes) {
  const uint8_t *text = bytes.data;
  uint8_t all = 0;
  for (size_t i = 0; i < bytes.size; i++) all |= text[i];
  return all < 0x80;
}

mr_status words_unicode(batch *batch, const alphabet *alphabet, mr_bytes text) {
  if (is_all_ascii(text)) return words_ascii(batch, text);
  const uint8_t *at = text.data;
  const uint8_t *end = at + text.size;
  const uint8_t *word = NULL;  // start of the word being read
  while (at < end) {
    uint32_t character;
    size_t size = utf8_decode(at, end, &character);
    bool inside = is_inside(alphabet, word != NULL, character);
    if (inside && !word) {
      word = at;
    } else if (!inside && word) {
      mr_status status = batch_add(batch, word, (size_t)(at - word));
      if (status != MR_OK) return status;
      word = NULL;
    }
    at += size;
  }
  return word ? batch_add(batch, word, (size_t)(end - word)) : MR_OK;
}
