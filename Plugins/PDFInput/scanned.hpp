// Documents whose pages are pictures.
#ifndef PDFINPUT_SCANNED_HPP
#define PDFINPUT_SCANNED_HPP

#include "document.hpp"

// How many pages tell what a document's pages are.
constexpr int sampled_pages = 3;

bool has_images(const Document &document, int page);

// Whether a share's pages show images, by a sample of those from `first` to before `end`, none of which
// has text.
bool is_scanned(const Document &document, int first, int end);

#endif
