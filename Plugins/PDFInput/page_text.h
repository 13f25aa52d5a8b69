// The text of a page in the words of pdftotext.
#ifndef PDFINPUT_PAGE_TEXT_H
#define PDFINPUT_PAGE_TEXT_H

#include <poppler.h>

// The page's text in reading order, every line ended by a newline, in UTF-8; no form feed.
// `text` is overwritten.
void page_text(PopplerPage *page, GString *text);

#endif
