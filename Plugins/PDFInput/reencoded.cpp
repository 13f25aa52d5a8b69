#include "reencoded.hpp"

#include <glib.h>

#include <algorithm>
#include <vector>

#include "glib_pointers.hpp"

namespace {

// PDFDocEncoding from 0x18 to 0x1f, and from 0x80 to 0xa0, where it is not Latin-1.
constexpr gunichar low[] = {0x2d8, 0x2c7, 0x2c6, 0x2d9, 0x2dd, 0x2db, 0x2da, 0x2dc};
constexpr gunichar high[] = {
    0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x192,  0x2044, 0x2039, 0x203a, 0x2212,
    0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x141,
    0x152,  0x160,  0x178,  0x17d,  0x131,  0x142,  0x153,  0x161,  0x17e,  0,      0x20ac,
};
// Stands for the bytes that have no character there.
constexpr gunichar unknown = 0xfffd;
constexpr unsigned char alternatives[] = {0x9f, 0xad};

// The byte that a character was, -1 for none.
int byte_of(gunichar character) {
  if (character == 0) return -1;
  auto in = [character](const gunichar *first, const gunichar *last, int base) {
    auto found = std::find(first, last, character);
    return found == last ? -1 : base + static_cast<int>(found - first);
  };
  int special = in(std::begin(low), std::end(low), 0x18);
  if (special < 0) special = in(std::begin(high), std::end(high), 0x80);
  if (special >= 0) return special;
  return character < 0x80 || (character > 0xa0 && character < 0x100) ? static_cast<int>(character) : -1;
}

bool is_utf8(std::string_view text) {
  return g_utf8_validate(text.data(), static_cast<gssize>(text.size()), nullptr);
}

bool has_word(std::string_view page, std::string_view word) {
  auto is_border = [page](size_t place) { return place >= page.size() || g_ascii_isspace(page[place]); };
  for (size_t at = 0; (at = page.find(word, at)) != page.npos; at++)
    if ((at == 0 || is_border(at - 1)) && is_border(at + word.size())) return true;
  return false;
}

// Tries what the bytes at these places of a word may have been.
void resolve(std::string &word, const std::vector<size_t> &places, std::string_view page) {
  constexpr size_t most = 8;
  for (unsigned choice = 0; places.size() <= most && choice < 1U << places.size(); choice++) {
    for (size_t i = 0; i < places.size(); i++) word[places[i]] = static_cast<char>(alternatives[choice >> i & 1]);
    if (is_utf8(word) && has_word(page, word)) return;
  }
  // Shown as what it is: unknown.
  for (size_t place : places) word[place] = '\xff';
  Text valid(g_utf8_make_valid(word.data(), static_cast<gssize>(word.size())));
  word = valid.get();
}

}  // namespace

std::string reencoded(const char *text, std::string_view page) {
  std::string all, word;
  std::vector<size_t> places;
  auto end_word = [&] {
    if (!places.empty()) resolve(word, places, page);
    all += word;
    word.clear();
    places.clear();
  };
  for (const char *next = text; *next != '\0'; next = g_utf8_next_char(next)) {
    gunichar character = g_utf8_get_char(next);
    int byte = character == unknown ? alternatives[0] : byte_of(character);
    if (byte == -1) return text;
    if (character == unknown) places.push_back(word.size());
    if (g_ascii_isspace(static_cast<char>(byte))) {
      end_word();
      all.push_back(static_cast<char>(byte));
    } else {
      word.push_back(static_cast<char>(byte));
    }
  }
  end_word();
  return is_utf8(all) ? all : text;
}
