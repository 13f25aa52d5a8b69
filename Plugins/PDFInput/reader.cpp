#include "reader.h"

#include <algorithm>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include "document.hpp"
#include "extras.hpp"
#include "guarded.hpp"
#include "memory_limit.hpp"
#include "time_limit.hpp"
#include "metadata.hpp"
#include "remarks.hpp"
#include "scanned.hpp"
#include "set_aside.hpp"

namespace {

struct Reader {
  std::string path;  // for messages
  std::shared_ptr<Document> document;
  const mr_split *split = nullptr;
  Extras extras;
  uint32_t seconds = 0;  // that a page may take
  int first = 0;  // index of the share's first page
  int page = 0;   // index of the page to read next
  int end = 0;    // index after the share's last page
  bool has_text = false;
  bool is_whole = true;  // no page was left out
  int64_t number = 0;  // key of the record handed out: the page's number, from 1
  std::string text;    // value of the record handed out
};

// More are of no use, and a damaged document may have millions.
constexpr size_t most_told = 10;

// Warns in the job's log, of the same thing once for a document.
void warn(mr_task *task, Reader &reader, const std::string &place, const std::string &what) {
  std::set<std::string> &told = reader.document->told;
  if (told.size() >= most_told || !told.insert(what).second) return;
  std::string text = reader.path + ": " + place + what;
  task->host->log(task, MR_WARNING, mr_make_bytes(text.data(), text.size()));
}

// Whether the host wants that page left out, because reading it has killed a process.
bool is_to_skip(const mr_split *split, uint64_t number) {
  if (split->size < offsetof(mr_split, skip_count) + sizeof split->skip_count) return false;
  return std::any_of(split->skip, split->skip + split->skip_count, [&](const mr_record_range &range) {
    return range.first <= number && number <= range.last;
  });
}

mr_status open(mr_task *task, const mr_split *split, void **result) {
  mr_bytes path = split->source->path;
  auto reader = std::make_unique<Reader>();
  reader->path.assign(static_cast<const char *>(path.data), path.size);
  Trouble trouble{};
  mr_status status = page_seconds(task, reader->seconds);
  if (status != MR_OK) return status;
  say_reading(task, 0, reader->seconds);
  reader->document = open_document(task, split, trouble);
  if (!reader->document) return set_aside(task, reader->path, 0, trouble);
  status = extras_of(task, reader->extras);
  if (status == MR_OK) status = give_metadata(task, *reader->document);
  if (status != MR_OK) return status;
  reader->split = split;
  int64_t pages = reader->document->pages;
  reader->first = static_cast<int>(pages * split->index / split->count);
  reader->page = reader->first;
  reader->end = static_cast<int>(pages * (split->index + INT64_C(1)) / split->count);
  *result = reader.release();
  return MR_OK;
}

enum class Outcome { read, missing, unreadable };

// Reads the next page. What poppler says of it goes to the job's log, or, if text is lost by
// it, becomes the trouble.
Outcome read(mr_task *task, Reader &self, Trouble &trouble) {
  Document &document = *self.document;
  std::string place = "page " + std::to_string(self.number);
  bool is_there = false;
  watch(document.taken_out);
  say_reading(task, static_cast<uint64_t>(self.number), self.seconds);
  try {
    MemoryLimit limit;
    is_there = document.texts.read(self.page, self.text);
    self.has_text = self.has_text || !self.text.empty();
    if (is_there) add_extras(self.extras, document, self.page, self.text);
  } catch (const std::bad_alloc &) {
    trouble = {"too-large", place + " takes more than 1 GiB of memory"};
  } catch (const std::exception &error) {
    trouble = {"damaged", place + " cannot be read: " + error.what()};
  }
  Remarks remarks = take_remarks();
  if (document.damaged_page.empty()) document.damaged_page = std::move(remarks.damaged_page);
  if (!remarks.missing_tables.empty())
    trouble = {"no-poppler-data", place + " has text that cannot be read without tables of characters: " +
                                      remarks.missing_tables +
                                      "; install poppler-data, as Debian calls them"};
  if (remarks.is_about_places)
    trouble = {"too-large", place + " uses a stream of more than " + std::to_string(most_mebibytes) +
                                " MiB, uncompressed"};
  if (trouble.kind) return Outcome::unreadable;
  for (const std::string &remark : remarks.all) warn(task, self, place + ": ", remark);
  return is_there ? Outcome::read : Outcome::missing;
}

// poppler finds no page of that number, and none after it.
mr_status end_early(mr_task *task, Reader &self) {
  Document &document = *self.document;
  self.page = self.end;
  std::string pages = std::to_string(document.pages), last = std::to_string(self.number - 1);
  if (!document.damaged_page.empty())
    return set_aside(task, self.path, 0,
                     {"damaged", "pages from " + std::to_string(self.number) + " of " + pages +
                                     " on cannot be found: " + document.damaged_page});
  if (self.number - 1 > self.first || self.first == 0)
    warn(task, self, "", "it says that it has " + pages + " pages, and has " + last);
  return MR_END;
}

mr_status end(mr_task *task, Reader &self) {
  // A page that was left out would be looked into here, and may be what kills.
  if (self.has_text || !self.is_whole) return MR_END;
  bool is_of_images = false, is_too_large = false;
  try {
    MemoryLimit limit;
    is_of_images = is_scanned(*self.document, self.first, self.page);
  } catch (const std::bad_alloc &) {
    is_too_large = true;
  }
  // What poppler says of images is no loss of text, and none of what it says of the next page.
  take_remarks();
  if (is_too_large)
    warn(task, self, "",
         "its pages have no text, and to look for images in them takes more than 1 GiB of memory");
  if (is_of_images)
    warn(task, self, "",
         "its pages are images without text, which character recognition such as ocrmypdf can add");
  return MR_END;
}

// One page a call, whatever the capacity: poppler's memory for a page is given back before the
// next one is read.
mr_status next(Reader &self, mr_task *task, mr_record *out, size_t *count, uint64_t *first_record) {
  *count = 0;
  while (self.page < self.end) {
    if (task->host->cancelled(task)) return MR_CANCELLED;
    self.number = self.page + 1;
    uint64_t number = static_cast<uint64_t>(self.number);
    if (is_to_skip(self.split, number)) {
      self.is_whole = false;
      self.page++;
      continue;
    }
    Trouble trouble{};
    Outcome outcome = read(task, self, trouble);
    if (outcome == Outcome::missing) return end_early(task, self);
    mr_status status = outcome == Outcome::unreadable
                           ? set_aside(task, self.path, number, trouble)
                           : give_page_label(task, *self.document, self.page);
    if (status != MR_OK) return status;
    self.page++;
    if (outcome == Outcome::unreadable) {
      self.is_whole = false;
      continue;
    }
    out[0].key = mr_make_bytes(&self.number, sizeof self.number);
    out[0].value = mr_make_bytes(self.text.data(), self.text.size());
    *count = 1;
    *first_record = number;
    return MR_OK;
  }
  return end(task, self);
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
