#include "documents.h"

#include <memory>
#include <new>
#include <string>
#include <utility>

#include "document.hpp"
#include "guarded.hpp"
#include "json.hpp"
#include "memory_limit.hpp"
#include "metadata.hpp"
#include "remarks.hpp"
#include "scanned.hpp"

namespace {

struct Reader {
  std::string key;    // the document's path
  std::string value;  // what is known of it
  bool is_read = false;
};

// Whether any of the document's first pages has text, and any has images.
struct Look {
  bool has_text = false;
  bool has_images = false;
  bool is_too_large = false;
};

Look look(Document &document) {
  Look look;
  std::string text;
  MemoryLimit limit;
  try {
    for (int page = 0; page < document.pages && page < sampled_pages && !look.has_text; page++) {
      look.has_text = document.texts.read(page, text) && !text.empty();
      look.has_images = look.has_images || has_images(document, page);
    }
  } catch (const std::bad_alloc &) {
    look.is_too_large = true;
  }
  return look;
}

void describe(Document &document, JSONObject &object) {
  Look seen = look(document);
  Remarks remarks = take_remarks();
  object.add("kind", !seen.has_text && seen.has_images ? "scanned" : "pdf");
  for (const Attribute &attribute : metadata(document))
    if (std::string(attribute.name) != "pages") object.add(attribute.name, attribute.value);
  object.add("pages", document.pages);
  object.add("encrypted", document.is_encrypted);
  object.add("text", seen.has_text);
  object.add("images", seen.has_images);
  if (seen.is_too_large)
    object.add("reason", "a page takes more than 1 GiB of memory");
  else if (!remarks.missing_tables.empty())
    object.add("reason", "install poppler-data: " + remarks.missing_tables);
  else if (!remarks.all.empty())
    object.add("reason", remarks.all.front());
}

void describe(const Trouble &trouble, JSONObject &object) {
  object.add("kind", trouble.kind);
  object.add("encrypted", std::string(trouble.kind) == "encrypted");
  object.add("reason", trouble.reason);
}

mr_status open(mr_task *task, const mr_split *split, void **result) {
  mr_bytes path = split->source->relative_path;
  auto reader = std::make_unique<Reader>();
  reader->key.assign(static_cast<const char *>(path.data), path.size);
  Text valid(g_utf8_make_valid(reader->key.data(), static_cast<gssize>(reader->key.size())));
  JSONObject object;
  object.add("path", valid.get());
  Trouble trouble{};
  std::shared_ptr<Document> document = open_document(task, split, trouble);
  if (document) {
    describe(*document, object);
  } else {
    describe(trouble, object);
  }
  reader->value = object.text();
  *result = reader.release();
  return MR_OK;
}

}  // namespace

mr_status documents_open(mr_task *task, const mr_split *split, void **result) {
  return guarded(task, [&] { return open(task, split, result); });
}

mr_status documents_next(void *reader, mr_task *, mr_record *out, size_t, size_t *count,
                         uint64_t *first_record) {
  Reader &self = *static_cast<Reader *>(reader);
  *count = 0;
  if (std::exchange(self.is_read, true)) return MR_END;
  out[0].key = mr_make_bytes(self.key.data(), self.key.size());
  out[0].value = mr_make_bytes(self.value.data(), self.value.size());
  *count = 1;
  *first_record = 1;
  return MR_OK;
}

void documents_close(void *reader) { delete static_cast<Reader *>(reader); }
