// A PDF document, opened.
#ifndef PDFINPUT_DOCUMENT_HPP
#define PDFINPUT_DOCUMENT_HPP

#include <glib/poppler.h>
#include <mapreduce.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "glib_pointers.hpp"
#include "oversized.hpp"
#include "page_text.hpp"
#include "set_aside.hpp"
#include "structure.hpp"

struct Document {
  // As the host has it.
  const void *data;
  // What poppler is given in its place, if streams are taken out of it, and where they were.
  std::string copy;
  std::vector<Place> taken_out;
  Object<PopplerDocument> poppler;
  PageTexts texts;
  // Read when it is asked for.
  std::unique_ptr<Structure> structure;
  // As many as the document says it has; there may be fewer.
  int pages = 0;
  // Whether it took a password to open it.
  bool is_encrypted = false;
  // What poppler said of a page that it cannot make out. Empty for none.
  std::string damaged_page;
  // What the job's log was told of the document.
  std::set<std::string> told;
};

// Opens the document that a split is of, which refers to the split's content from then on. The next
// share of a document that this thread has open uses it too: parsing a large one takes as long as a
// hundred of its pages.
// Returns null, and in `trouble` why, if it cannot be read.
std::shared_ptr<Document> open_document(mr_task *task, const mr_split *split, Trouble &trouble);

#endif
