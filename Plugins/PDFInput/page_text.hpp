// The text of a page in the words of pdftotext.
#ifndef PDFINPUT_PAGE_TEXT_HPP
#define PDFINPUT_PAGE_TEXT_HPP

#include <poppler-page.h>

#include <string>

// Writes the page's text in reading order to `text`, every line ended by a newline, in UTF-8;
// without blank lines, and no form feed.
void page_text(const poppler::page &page, std::string &text);

#endif
