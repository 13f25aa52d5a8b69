// The tagged structure of a document: which of its text is a heading, a paragraph, a cell of a table.
#ifndef PDFINPUT_STRUCTURE_HPP
#define PDFINPUT_STRUCTURE_HPP

#include <glib/poppler.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "glib_pointers.hpp"

class Structure {
 public:
  // Reads the tree of a document, which is empty where that has none.
  explicit Structure(PopplerDocument *document);

  // A line `KIND: TEXT` for each element that begins on a page, in the order of the tree. The first page is 0.
  // - text: of the page.
  std::string lines(int page, std::string_view text) const;

 private:
  // What is within elements that follow one another.
  struct Content {
    int page = -1;  // where it begins; -1 if there is none
    bool has_element = false;
  };
  Content read(PopplerStructureElementIter *iterator, int depth);

  // The innermost elements that stand for themselves, by the page that they begin on.
  std::map<int, std::vector<Object<PopplerStructureElement>>> elements;
};

#endif
