#include "structure.hpp"

#include <memory>
#include <utility>

#include "reencoded.hpp"

namespace {

struct FreeIterator {
  void operator()(PopplerStructureElementIter *iterator) const {
    poppler_structure_element_iter_free(iterator);
  }
};
using Iterator = std::unique_ptr<PopplerStructureElementIter, FreeIterator>;

// Nobody nests as deep; a damaged document may.
constexpr int deepest = 256;

std::string kind_of(PopplerStructureElement *element) {
  static GEnumClass *const kinds =
      static_cast<GEnumClass *>(g_type_class_ref(POPPLER_TYPE_STRUCTURE_ELEMENT_KIND));
  GEnumValue *value = g_enum_get_value(kinds, poppler_structure_element_get_kind(element));
  return value ? value->value_nick : "unknown";
}

// In one line, without spaces around it.
std::string in_one_line(std::string_view text) {
  constexpr std::string_view spaces = " \t\r\n\f\v";
  std::string line;
  while (!text.empty()) {
    size_t start = text.find_first_not_of(spaces);
    if (start == text.npos) break;
    text.remove_prefix(start);
    std::string_view word = text.substr(0, text.find_first_of(spaces));
    if (!line.empty()) line.push_back(' ');
    line.append(word);
    text.remove_prefix(word.size());
  }
  return line;
}

// What stands there, or else what is said to be there, such as on a figure.
std::string text_of(PopplerStructureElement *element, std::string_view page) {
  Text actual(poppler_structure_element_get_actual_text(element));
  std::string line = in_one_line(actual ? actual.get() : "");
  if (!line.empty()) return line;
  Text shown(poppler_structure_element_get_text(element, POPPLER_STRUCTURE_GET_TEXT_RECURSIVE));
  if (shown) line = in_one_line(reencoded(shown.get(), page));
  if (!line.empty()) return line;
  Text alternative(poppler_structure_element_get_alt_text(element));
  return in_one_line(alternative ? alternative.get() : "");
}

}  // namespace

Structure::Structure(PopplerDocument *document) {
  Iterator iterator(poppler_structure_element_iter_new(document));
  if (iterator) read(iterator.get(), 0);
}

Structure::Content Structure::read(PopplerStructureElementIter *iterator, int depth) {
  Content all;
  do {
    Object<PopplerStructureElement> element(poppler_structure_element_iter_get_element(iterator));
    Content own;
    Iterator child(depth < deepest ? poppler_structure_element_iter_get_child(iterator) : nullptr);
    if (child) own = read(child.get(), depth + 1);
    if (own.page < 0) own.page = poppler_structure_element_get_page(element.get());
    bool stands_for_itself = !poppler_structure_element_is_content(element.get()) &&
                             !poppler_structure_element_is_inline(element.get());
    if (stands_for_itself && !own.has_element && own.page >= 0) {
      elements[own.page].push_back(std::move(element));
      own.has_element = true;
    }
    if (all.page < 0) all.page = own.page;
    all.has_element = all.has_element || own.has_element;
  } while (poppler_structure_element_iter_next(iterator));
  return all;
}

std::string Structure::lines(int page, std::string_view page_text) const {
  std::string lines;
  auto found = elements.find(page);
  if (found == elements.end()) return lines;
  for (const auto &element : found->second) {
    std::string text = text_of(element.get(), page_text);
    if (!text.empty()) lines += kind_of(element.get()) + ": " + text + "\n";
  }
  return lines;
}
