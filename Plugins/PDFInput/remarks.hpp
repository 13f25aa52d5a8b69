// What poppler says about the documents that it reads.
#ifndef PDFINPUT_REMARKS_HPP
#define PDFINPUT_REMARKS_HPP

#include <string>
#include <vector>

#include "oversized.hpp"

struct Remarks {
  // Each once, and the first ones only: a damaged document may have millions.
  std::vector<std::string> all;
  // The one about tables of characters that are not installed: text was left out. Empty for none.
  std::string missing_tables;
  // The one about a page that cannot be made out. Empty for none.
  std::string damaged_page;
  // Whether any is about the places that are watched.
  bool is_about_places = false;
};

// Has poppler's remarks noted in the place of its log. May be called again.
void listen_to_poppler();

// Has remarks about these places of the document at hand noted. They stay where they are.
void watch(const std::vector<Place> &places);

// What poppler said in this thread since this was called last.
Remarks take_remarks();

#endif
