#include "scanned.hpp"

#include <algorithm>

bool has_images(const Document &document, int page) {
  Object<PopplerPage> found(poppler_document_get_page(document.poppler.get(), page));
  if (!found) return false;
  GList *images = poppler_page_get_image_mapping(found.get());
  bool is_any = images != nullptr;
  poppler_page_free_image_mapping(images);
  return is_any;
}

bool is_scanned(const Document &document, int first, int end) {
  // A few pages in the middle of a document may well be figures.
  constexpr int fewest = 10;
  bool is_whole = first == 0 && end == document.pages;
  if (first >= end || (!is_whole && end - first < fewest)) return false;
  for (int page = first; page < std::min(first + sampled_pages, end); page++)
    if (!has_images(document, page)) return false;
  return true;
}
