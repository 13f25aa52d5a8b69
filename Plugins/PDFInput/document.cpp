#include "document.hpp"

#include <gio/gio.h>

#include <algorithm>
#include <climits>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "memory_limit.hpp"
#include "passwords.hpp"
#include "remarks.hpp"

namespace {

// What this thread's last reader uses. While that is open its bytes are in place, so that bytes at
// the same place are the same.
thread_local std::weak_ptr<Document> last;

// Readers of PDF look for the header in the first kilobyte.
bool has_header(mr_bytes content) {
  std::string_view bytes(static_cast<const char *>(content.data), content.size);
  return bytes.substr(0, 1024).find("%PDF-") != bytes.npos;
}

// Whether the file is text in UTF-8, going by its first kilobyte.
bool is_text(mr_bytes content) {
  std::string_view bytes(static_cast<const char *>(content.data), content.size);
  bytes = bytes.substr(0, 1024);
  const char *end = bytes.data();
  // A character that is cut off has up to four bytes.
  return !bytes.empty() && bytes.find('\0') == bytes.npos &&
         (g_utf8_validate(bytes.data(), static_cast<gssize>(bytes.size()), &end) ||
          bytes.data() + bytes.size() - end < 4);
}

// poppler's settings and tables of characters go with its last document. One that stays keeps them: to
// read them again would take as long as opening a document does.
void keep_tables() {
  static char bytes[] =
      "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
      "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj trailer<</Root 1 0 R>>";
  static PopplerDocument *const kept = [] {
    GBytes *content = g_bytes_new_static(bytes, sizeof bytes - 1);
    PopplerDocument *document = poppler_document_new_from_bytes(content, nullptr, nullptr);
    g_bytes_unref(content);
    return document;
  }();
  (void)kept;
}

// A copy of the document in which nothing is left of these streams but their places: poppler says so
// where it meets one. Empty if there are none.
std::string without(mr_bytes content, const std::vector<Place> &places) {
  std::string copy;
  if (places.empty()) return copy;
  copy.assign(static_cast<const char *>(content.data), content.size);
  for (const Place &place : places)
    std::fill(copy.data() + place.start, copy.data() + place.end, '\0');
  return copy;
}

enum class Answer { opened, encrypted, damaged };

// - password: empty for none.
Answer load(mr_bytes content, const std::string &password, Object<PopplerDocument> &document) {
  GError *error = nullptr;
  GBytes *bytes = g_bytes_new_static(content.data, content.size);
  if (password.empty()) {
    document.reset(poppler_document_new_from_bytes(bytes, nullptr, &error));
  } else {
    // Of bytes, poppler 22.12 dies of a password that does not fit.
    Object<GInputStream> stream(g_memory_input_stream_new_from_bytes(bytes));
    document.reset(poppler_document_new_from_stream(stream.get(), static_cast<goffset>(content.size),
                                                    password.c_str(), nullptr, &error));
  }
  g_bytes_unref(bytes);
  if (document) return Answer::opened;
  bool needs_password = g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED);
  g_clear_error(&error);
  return needs_password ? Answer::encrypted : Answer::damaged;
}

// What poppler said last since somebody asked.
std::string last_remark(const char *fallback) {
  std::vector<std::string> remarks = take_remarks().all;
  return remarks.empty() ? fallback : remarks.back();
}

Trouble unreadable(mr_bytes content) {
  std::string remark = last_remark("there is too little of it");
  if (has_header(content)) return {"damaged", "the PDF cannot be read: " + remark};
  if (is_text(content)) return {"not-pdf", "not a PDF, it has no %PDF- header: --format text reads its lines"};
  return {content.size == 0 ? "empty" : "not-pdf", "not a PDF, it has no %PDF- header: " + remark};
}

// Tries the passwords that the job gives.
Answer unlock(mr_bytes content, Passwords &passwords, Object<PopplerDocument> &document,
              std::string &used) {
  for (const std::string &password : passwords.all) {
    Answer answer = load(content, password, document);
    if (answer == Answer::encrypted) continue;
    used = password;
    return answer;
  }
  return Answer::encrypted;
}

Trouble locked(const Passwords &passwords) {
  if (!passwords.trouble.empty())
    return {"encrypted", "the PDF needs a password: " + passwords.trouble};
  if (passwords.all.empty())
    return {"encrypted",
            "the PDF needs a password: give it with --param pdf.password=PASSWORD or "
            "pdf.password-file=FILE"};
  return {"encrypted", "the PDF needs a password, and none of those that are given fits"};
}

// A document without pages has none by its own words, or because what it says of them is wrong.
Trouble without_pages() {
  std::string remark = last_remark("");
  if (remark.empty() || remark == "Invalid page count 0") return {"empty", "the PDF has no pages"};
  return {"damaged", "the PDF cannot be read: " + remark};
}

std::shared_ptr<Document> open(mr_task *task, const mr_split *split, Trouble &trouble) {
  mr_bytes content = split->content;
  auto known = last.lock();
  if (known && known->data == content.data) return known;
  listen_to_poppler();
  keep_tables();
  // poppler counts in int.
  if (content.size > INT_MAX) {
    trouble = {"too-large", "a PDF of more than 2 GiB cannot be read"};
    return nullptr;
  }
  take_remarks();
  watch({});
  auto opened = std::make_shared<Document>();
  opened->data = content.data;
  opened->taken_out = oversized_streams({static_cast<const char *>(content.data), content.size});
  opened->copy = without(content, opened->taken_out);
  if (!opened->copy.empty()) content = mr_make_bytes(opened->copy.data(), opened->copy.size());
  std::string password;
  Answer answer = load(content, {}, opened->poppler);
  if (answer == Answer::encrypted) {
    Passwords passwords = passwords_of(task, split->source);
    answer = unlock(content, passwords, opened->poppler, password);
    if (answer == Answer::encrypted) trouble = locked(passwords);
  }
  if (answer == Answer::damaged) trouble = unreadable(content);
  if (answer != Answer::opened) return nullptr;
  opened->pages = poppler_document_get_n_pages(opened->poppler.get());
  if (opened->pages <= 0) {
    trouble = without_pages();
    return nullptr;
  }
  opened->is_encrypted = !password.empty();
  opened->texts = PageTexts(static_cast<const char *>(content.data), static_cast<int>(content.size),
                            std::move(password));
  last = opened;
  return opened;
}

}  // namespace

std::shared_ptr<Document> open_document(mr_task *task, const mr_split *split, Trouble &trouble) {
  try {
    MemoryLimit limit;
    return open(task, split, trouble);
  } catch (const std::bad_alloc &) {
    trouble = {"too-large", "the PDF takes more than 1 GiB of memory"};
    return nullptr;
  }
}
