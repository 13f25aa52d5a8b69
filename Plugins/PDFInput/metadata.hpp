// What a document says of itself.
#ifndef PDFINPUT_METADATA_HPP
#define PDFINPUT_METADATA_HPP

#include <string>
#include <vector>

#include "document.hpp"

struct Attribute {
  const char *name;
  std::string value;
};

// title, author, subject, keywords, creator, producer, created, modified, pdf-version, language and
// pages, as far as the document says. Texts are UTF-8; times are ISO 8601.
std::vector<Attribute> metadata(const Document &document);

// Give a job that can read them these attributes, and the page's label, which is what it is called where it
// is shown, such as "xiv".
mr_status give_metadata(mr_task *task, const Document &document);
mr_status give_page_label(mr_task *task, const Document &document, int page);

#endif
