#include "metadata.hpp"

#include <cstring>
#include <utility>

namespace {

// Beyond any title that is one. What is longer is left out rather than cut.
constexpr size_t longest_value = 32768;

// The text in UTF-8, empty for none and for what is too long. It is measured last: a byte that is none of
// UTF-8 becomes three.
std::string value_of(const Text &text) {
  if (!text) return {};
  Text valid(g_utf8_make_valid(text.get(), -1));
  return strlen(valid.get()) <= longest_value ? valid.get() : std::string();
}

void add(std::vector<Attribute> &all, const char *name, const Text &text) {
  std::string value = value_of(text);
  if (!value.empty()) all.push_back({name, std::move(value)});
}

Text iso_8601(GDateTime *time) {
  if (!time) return nullptr;
  Text text(g_date_time_format_iso8601(time));
  g_date_time_unref(time);
  return text;
}

// The content of the first list item within dc:language.
Text language_of(const char *xmp) {
  const char *property = xmp ? strstr(xmp, "<dc:language") : nullptr;
  const char *end = property ? strstr(property, "</dc:language>") : nullptr;
  const char *item = property ? strstr(property, "<rdf:li>") : nullptr;
  if (!end || !item || item > end) return nullptr;
  const char *start = item + strlen("<rdf:li>");
  return Text(g_strndup(start, strcspn(start, "<")));
}

const mr_attributes *attributes_of(mr_task *task) {
  return static_cast<const mr_attributes *>(task->host->extension(task, MR_ATTRIBUTES));
}

mr_bytes bytes_of(const std::string &text) { return mr_make_bytes(text.data(), text.size()); }

}  // namespace

std::vector<Attribute> metadata(const Document &document) {
  PopplerDocument *poppler = document.poppler.get();
  std::vector<Attribute> all;
  add(all, "title", Text(poppler_document_get_title(poppler)));
  add(all, "author", Text(poppler_document_get_author(poppler)));
  add(all, "subject", Text(poppler_document_get_subject(poppler)));
  add(all, "keywords", Text(poppler_document_get_keywords(poppler)));
  add(all, "creator", Text(poppler_document_get_creator(poppler)));
  add(all, "producer", Text(poppler_document_get_producer(poppler)));
  add(all, "created", iso_8601(poppler_document_get_creation_date_time(poppler)));
  add(all, "modified", iso_8601(poppler_document_get_modification_date_time(poppler)));
  guint major = 0, minor = 0;
  poppler_document_get_pdf_version(poppler, &major, &minor);
  all.push_back({"pdf-version", std::to_string(major) + "." + std::to_string(minor)});
  Text xmp(poppler_document_get_metadata(poppler));
  add(all, "language", language_of(xmp.get()));
  all.push_back({"pages", std::to_string(document.pages)});
  return all;
}

mr_status give_metadata(mr_task *task, const Document &document) {
  const mr_attributes *attributes = attributes_of(task);
  if (!attributes) return MR_OK;
  for (const Attribute &attribute : metadata(document)) {
    mr_status status = attributes->set(task, mr_string(attribute.name), bytes_of(attribute.value));
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

mr_status give_page_label(mr_task *task, const Document &document, int page) {
  const mr_attributes *attributes = attributes_of(task);
  if (!attributes) return MR_OK;
  Object<PopplerPage> found(poppler_document_get_page(document.poppler.get(), page));
  std::string label = value_of(Text(found ? poppler_page_get_label(found.get()) : nullptr));
  return label.empty() ? MR_OK : attributes->set(task, mr_string("page-label"), bytes_of(label));
}
