// Text of a page that is not on its surface.
#ifndef PDFINPUT_EXTRAS_HPP
#define PDFINPUT_EXTRAS_HPP

#include <mapreduce.h>

#include <string>

#include "document.hpp"

struct Extras {
  bool forms = false;
  bool annotations = false;
  bool links = false;
  bool attachments = false;
  bool structure = false;
};

// By the parameters pdf.forms, pdf.annotations, pdf.links, pdf.attachments and pdf.structure.
mr_status extras_of(mr_task *task, Extras &extras);

// Adds what is asked for to a page's text, a line each: of a form's field `NAME: VALUE`, of an annotation its
// contents, of a link its address, of an element of the document's structure `KIND: TEXT`. The last page's are followed by the document's attachments: a line
// with the name, and the lines of one that is text in UTF-8.
void add_extras(const Extras &extras, Document &document, int page, std::string &text);

#endif
