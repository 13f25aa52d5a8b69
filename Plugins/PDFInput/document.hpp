// A PDF document, opened.
#ifndef PDFINPUT_DOCUMENT_HPP
#define PDFINPUT_DOCUMENT_HPP

#include <glib/poppler.h>
#include <mapreduce.h>

#include <memory>
#include <set>
#include <string>

#include "glib_pointers.hpp"
#include "page_text.hpp"
#include "set_aside.hpp"

struct Document {
  const void *data;
  Object<PopplerDocument> poppler;
  PageTexts texts;
  // As many as the document says it has; there may be fewer.
  int pages;
  // Whether it took a password to open it.
  bool is_encrypted;
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
