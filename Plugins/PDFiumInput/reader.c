#include "reader.h"

#include <stdio.h>
#include <stdlib.h>

#include "document.h"
#include "metadata.h"
#include "text.h"

typedef struct reader {
  document *document;
  const mr_split *split;
  int page; // index of the page to read next
  int end;  // index after the share's last page
  int64_t number; // key of the record handed out: the page's number, from 1
  text text;      // value of the record handed out
  unsigned short *units;
  int capacity; // of units
} reader;

mr_status reader_open(mr_task *task, const mr_split *split, void **result) {
  reader *self = calloc(1, sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  mr_status status = document_open(task, split, &self->document);
  if (status != MR_OK) {
    free(self);
    return status;
  }
  int64_t pages = self->document->pages;
  self->split = split;
  self->page = (int)(pages * split->index / split->count);
  self->end = (int)(pages * (split->index + INT64_C(1)) / split->count);
  status = give_metadata(task, self->document);
  if (status == MR_OK) {
    *result = self;
  } else {
    reader_close(self);
  }
  return status;
}

// Whether the host wants that page left out, because reading it has killed a process.
static int is_to_skip(const mr_split *split, uint64_t number) {
  if (split->size < offsetof(mr_split, skip_count) + sizeof split->skip_count) return 0;
  for (size_t i = 0; i < split->skip_count; i++)
    if (split->skip[i].first <= number && number <= split->skip[i].last) return 1;
  return 0;
}

// Copies the text of a page. Returns 0 if there is no memory.
static int copy(reader *self, pdfium_text text) {
  const pdfium *library = self->document->library;
  int count = library->count_chars(text);
  if (count <= 0) return text_set(&self->text, NULL, 0);
  // A character may be two units, and a NUL ends them.
  int capacity = count < INT32_MAX / 2 ? 2 * count + 1 : 0;
  if (capacity > self->capacity) {
    unsigned short *units = realloc(self->units, sizeof *units * (size_t)capacity);
    if (units == NULL) return 0;
    self->units = units;
    self->capacity = capacity;
  }
  if (capacity == 0) return 0;
  int written = library->get_text(text, 0, count, self->units);
  return text_set(&self->text, self->units, written > 0 ? (size_t)written - 1 : 0);
}

// Returns a status, or sets the page aside and returns MR_END.
static mr_status read(reader *self, mr_task *task) {
  const pdfium *library = self->document->library;
  pdfium_page page = library->load_page(self->document->handle, self->page);
  pdfium_text text = page == NULL ? NULL : library->load_text(page);
  int is_copied = text != NULL && copy(self, text);
  if (text != NULL) library->close_text(text);
  if (page != NULL) library->close_page(page);
  if (is_copied) return MR_OK;
  char reason[64];
  snprintf(reason, sizeof reason, "page %d cannot be read by PDFium", self->page + 1);
  mr_status status =
      set_aside(task, self->split->source, (uint64_t)self->page + 1, "damaged", reason);
  return status == MR_OK ? MR_END : status;
}

mr_status reader_next(void *opaque, mr_task *task, mr_record *out, size_t capacity, size_t *count,
                      uint64_t *first_record) {
  reader *self = opaque;
  (void)capacity;
  *count = 0;
  for (; self->page < self->end; self->page++) {
    if (task->host->cancelled(task)) return MR_CANCELLED;
    if (is_to_skip(self->split, (uint64_t)self->page + 1)) continue;
    say_reading(task, (uint64_t)self->page + 1);
    mr_status status = read(self, task);
    if (status == MR_END) continue;
    if (status == MR_OK) status = give_page_label(task, self->document, self->page);
    if (status != MR_OK) return status;
    self->number = ++self->page;
    out->key = mr_make_bytes(&self->number, sizeof self->number);
    out->value = mr_make_bytes(self->text.bytes, self->text.size);
    *first_record = (uint64_t)self->number;
    *count = 1;
    return MR_OK;
  }
  return MR_END;
}

void reader_close(void *opaque) {
  reader *self = opaque;
  document_close(self->document);
  text_free(&self->text);
  free(self->units);
  free(self);
}
