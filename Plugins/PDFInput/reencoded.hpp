// Text that poppler-glib has encoded twice.
#ifndef PDFINPUT_REENCODED_HPP
#define PDFINPUT_REENCODED_HPP

#include <string>
#include <string_view>

// poppler-glib takes the text of structure elements, which is UTF-8, for PDFDocEncoding, and makes UTF-8 of
// that. Gives the text as it was; a text that is not so encoded stays. Two bytes have no character in
// that encoding, and look the same: which it was, the word tells that stands in the page's text; a character of
// which that cannot be told becomes U+FFFD.
std::string reencoded(const char *text, std::string_view page);

#endif
