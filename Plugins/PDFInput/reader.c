#include "reader.h"

#include <poppler.h>

#include "page_text.h"

typedef struct reader {
  PopplerDocument *document;
  char *path;      // for messages
  int64_t page;    // index of the page to read next
  int64_t end;     // index after the share's last page
  int64_t number;  // key of the record handed out: the page's number, from 1
  GString *text;   // value of the record handed out
} reader;

static mr_status fail(mr_task *task, char *message) {
  mr_status status = mr_fail(task, MR_FATAL, message);
  g_free(message);
  return status;
}

// Readers of PDF look for the header in the first kilobyte.
static gboolean has_header(mr_bytes content) {
  gssize size = content.size < 1024 ? (gssize)content.size : 1024;
  return size > 0 && g_strstr_len(content.data, size, "%PDF-") != NULL;
}

static mr_status explain(mr_task *task, const char *path, mr_bytes content, const GError *error) {
  const char *cause = error ? error->message : "unknown error";
  if (g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    return fail(task, g_strdup_printf("%s: the PDF needs a password: %s", path, cause));
  if (!has_header(content))
    return fail(task, g_strdup_printf("%s: not a PDF, it has no %%PDF- header: %s", path, cause));
  return fail(task, g_strdup_printf("%s: the PDF cannot be read: %s", path, cause));
}

mr_status reader_open(mr_task *task, const mr_split *split, void **result) {
  mr_bytes path = split->source->path;
  mr_bytes content = split->content;
  reader *self = g_new0(reader, 1);
  self->path = g_strndup(path.data ? path.data : "", path.size);

  GError *error = NULL;
  GBytes *bytes = g_bytes_new_static(content.data, content.size);
  self->document = poppler_document_new_from_bytes(bytes, NULL, &error);
  g_bytes_unref(bytes);  // the document holds its own reference
  if (!self->document) {
    mr_status status = explain(task, self->path, content, error);
    g_clear_error(&error);
    reader_close(self);
    return status;
  }

  int64_t pages = poppler_document_get_n_pages(self->document);
  self->page = pages * split->index / split->count;
  self->end = pages * (split->index + INT64_C(1)) / split->count;
  self->text = g_string_new(NULL);
  *result = self;
  return MR_OK;
}

// One page a call, whatever the capacity: poppler's memory for a page is given back before the
// next one is read.
mr_status reader_next(void *opaque, mr_task *task, mr_record *out, size_t capacity, size_t *count,
                      uint64_t *first_record) {
  (void)capacity;
  reader *self = opaque;
  *count = 0;
  if (self->page >= self->end) return MR_END;
  if (task->host->cancelled(task)) return MR_CANCELLED;

  self->number = self->page + 1;
  PopplerPage *page = poppler_document_get_page(self->document, (int)self->page);
  if (!page)
    return fail(task, g_strdup_printf("%s: page %" G_GINT64_FORMAT " cannot be read: "
                                      "poppler finds no page there",
                                      self->path, self->number));
  page_text(page, self->text);
  g_object_unref(page);

  self->page++;
  out[0].key = mr_make_bytes(&self->number, sizeof self->number);
  out[0].value = mr_make_bytes(self->text->str, self->text->len);
  *count = 1;
  *first_record = (uint64_t)self->number;
  return MR_OK;
}

void reader_close(void *opaque) {
  reader *self = opaque;
  if (self->text) g_string_free(self->text, TRUE);
  if (self->document) g_object_unref(self->document);
  g_free(self->path);
  g_free(self);
}
