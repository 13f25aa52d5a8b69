#include "reader.h"

#include <poppler-document.h>
#include <poppler-global.h>

#include <climits>
#include <exception>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "page_text.hpp"

namespace {

// A document parsed, and the bytes that it refers to.
struct Parsed {
  const void *data;
  std::unique_ptr<poppler::document> document;
};

struct Reader {
  std::string path;  // for messages
  std::shared_ptr<Parsed> parsed;
  int64_t page = 0;    // index of the page to read next
  int64_t end = 0;     // index after the share's last page
  int64_t number = 0;  // key of the record handed out: the page's number, from 1
  std::string text;    // value of the record handed out
  std::set<std::string> told;  // what poppler said of the document
};

// What this thread's last reader uses. While that is open its bytes are in place, so a reader of
// bytes at the same place, for the document's next share, uses it too: parsing a large document
// takes as long as a hundred of its pages.
thread_local std::weak_ptr<Parsed> last;

// What poppler said in this thread: last, and since somebody was told.
thread_local std::string remark;
thread_local std::vector<std::string> untold;

// More are of no use, and a damaged document may have millions.
constexpr size_t most_remarks = 10;

// poppler says what is wrong with a document, as `error (POSITION): TEXT`, to one function for all
// documents.
void note(const std::string &message, void *) {
  size_t colon = message.find(": ");
  remark = colon == message.npos ? message : message.substr(colon + 2);
  if (untold.size() < most_remarks) untold.push_back(remark);
}

// Fonts of Chinese, Japanese and Korean that are not in the document name their characters by tables of
// their own, which poppler looks for in the files of poppler-data. Without them it leaves the text out.
bool is_about_tables(const std::string &remark) {
  for (const char *words : {"Missing language pack", "CMap file for", "cidToUnicode file",
                            "Unknown character collection"})
    if (remark.find(words) != remark.npos) return true;
  return false;
}

mr_status fail(mr_task *task, const std::string &message) {
  return mr_fail(task, MR_FATAL, message.c_str());
}

// Hands what poppler said since the last page on to the job's log, each remark once for a document.
// Fails if a page has text that poppler left out.
mr_status tell(mr_task *task, Reader &reader) {
  std::string place = reader.path + ": page " + std::to_string(reader.number);
  for (const std::string &remark : std::exchange(untold, {})) {
    if (is_about_tables(remark))
      return fail(task, place + " has text that cannot be read without tables of characters: " + remark +
                            "; install poppler-data, as Debian calls them");
    if (reader.told.size() >= most_remarks || !reader.told.insert(remark).second) continue;
    std::string text = place + ": " + remark;
    task->host->log(task, MR_WARNING, mr_make_bytes(text.data(), text.size()));
  }
  return MR_OK;
}

// No exception crosses the border.
template <typename Body>
mr_status guarded(mr_task *task, const Body &body) noexcept {
  try {
    return body();
  } catch (const std::exception &error) {
    return mr_fail(task, MR_FATAL, error.what());
  }
}

// Readers of PDF look for the header in the first kilobyte.
bool has_header(mr_bytes content) {
  std::string_view bytes(static_cast<const char *>(content.data), content.size);
  return bytes.substr(0, 1024).find("%PDF-") != bytes.npos;
}

std::shared_ptr<Parsed> parse(mr_bytes content) {
  auto parsed = last.lock();
  if (parsed && parsed->data == content.data) return parsed;
  static const bool is_listening = (poppler::set_debug_error_function(note, nullptr), true);
  (void)is_listening;
  remark = "there is too little of it";
  untold.clear();
  std::unique_ptr<poppler::document> document(poppler::document::load_from_raw_data(
      static_cast<const char *>(content.data), static_cast<int>(content.size)));
  if (!document) return nullptr;
  parsed = std::make_shared<Parsed>(Parsed{content.data, std::move(document)});
  last = parsed;
  return parsed;
}

// Opens the document, which refers to the content from then on.
mr_status load(mr_task *task, mr_bytes content, Reader &reader) {
  // poppler counts in int.
  if (content.size > INT_MAX)
    return fail(task, reader.path + ": a PDF of more than 2 GiB cannot be read");
  reader.parsed = parse(content);
  if (reader.parsed && reader.parsed->document->is_locked())
    return fail(task, reader.path + ": the PDF needs a password");
  if (reader.parsed) return MR_OK;
  const char *what =
      has_header(content) ? ": the PDF cannot be read: " : ": not a PDF, it has no %PDF- header: ";
  return fail(task, reader.path + what + remark);
}

mr_status open(mr_task *task, const mr_split *split, void **result) {
  mr_bytes path = split->source->path;
  auto reader = std::make_unique<Reader>();
  reader->path.assign(static_cast<const char *>(path.data), path.size);
  mr_status status = load(task, split->content, *reader);
  if (status != MR_OK) return status;
  int64_t pages = reader->parsed->document->pages();
  reader->page = pages * split->index / split->count;
  reader->end = pages * (split->index + INT64_C(1)) / split->count;
  *result = reader.release();
  return MR_OK;
}

// One page a call, whatever the capacity: poppler's memory for a page is given back before the
// next one is read.
mr_status next(Reader &self, mr_task *task, mr_record *out, size_t *count, uint64_t *first_record) {
  *count = 0;
  if (self.page >= self.end) return MR_END;
  if (task->host->cancelled(task)) return MR_CANCELLED;

  self.number = self.page + 1;
  poppler::document &document = *self.parsed->document;
  std::unique_ptr<poppler::page> page(document.create_page(static_cast<int>(self.page)));
  if (!page)
    return fail(task, self.path + ": page " + std::to_string(self.number) +
                          " cannot be read: poppler finds no page there");
  page_text(*page, self.text);
  mr_status status = tell(task, self);
  if (status != MR_OK) return status;

  self.page++;
  out[0].key = mr_make_bytes(&self.number, sizeof self.number);
  out[0].value = mr_make_bytes(self.text.data(), self.text.size());
  *count = 1;
  *first_record = static_cast<uint64_t>(self.number);
  return MR_OK;
}

}  // namespace

mr_status reader_open(mr_task *task, const mr_split *split, void **result) {
  return guarded(task, [&] { return open(task, split, result); });
}

mr_status reader_next(void *reader, mr_task *task, mr_record *out, size_t, size_t *count,
                      uint64_t *first_record) {
  return guarded(
      task, [&] { return next(*static_cast<Reader *>(reader), task, out, count, first_record); });
}

void reader_close(void *reader) { delete static_cast<Reader *>(reader); }
