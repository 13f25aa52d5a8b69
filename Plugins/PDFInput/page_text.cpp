#include "page_text.hpp"

#include <algorithm>
#include <iterator>

void page_text(const poppler::page &page, std::string &text) {
  // As pdftotext writes it: blocks of lines with a blank line after each, and a form feed.
  poppler::byte_array dump =
      page.text(poppler::rectf(), poppler::page::non_raw_non_physical_layout).to_utf8();
  if (!dump.empty() && dump.back() == '\f') dump.pop_back();
  text.clear();
  std::unique_copy(dump.begin(), dump.end(), std::back_inserter(text),
                   [](char last, char next) { return last == '\n' && next == '\n'; });
  // poppler's text ends at a NUL.
  if (!text.empty() && text.back() != '\n') text.push_back('\n');
}
