#include "document.h"

#include <stdlib.h>

#include "message.h"

// What this thread's last reader uses, while that is open: its bytes are in place, so that bytes at the
// same place are the same.
static _Thread_local document *last;

mr_status set_aside(mr_task *task, const mr_source *source, uint64_t number, const char *kind,
                    const char *reason) {
  const mr_bad_records *bad_records = task->host->extension(task, MR_BAD_RECORDS);
  if (bad_records == NULL)
    return fail(task, MR_FATAL, "%.*s: %s",
                source->path.size < 1024 ? (int)source->path.size : 1024,
                (const char *)source->path.data, reason);
  return bad_records->set_aside(task, number, mr_string(kind), mr_string(reason));
}

void say_reading(mr_task *task, uint64_t number) {
  const mr_bad_records *bad_records = task->host->extension(task, MR_BAD_RECORDS);
  if (bad_records != NULL &&
      bad_records->size >= offsetof(mr_bad_records, reading) + sizeof bad_records->reading)
    bad_records->reading(task, number, 0);
}

// Readers of PDF look for the header in the first kilobyte.
static int has_header(mr_bytes content) {
  static const char header[] = "%PDF-";
  for (size_t i = 0; i + sizeof header - 1 <= content.size && i < 1024; i++)
    if (memcmp((const char *)content.data + i, header, sizeof header - 1) == 0) return 1;
  return 0;
}

static mr_status refuse(mr_task *task, const mr_split *split, unsigned long error, int has_password) {
  if (split->content.size == 0)
    return set_aside(task, split->source, 0, "empty", "not a PDF, it has no bytes");
  if (error == PDFIUM_BAD_PASSWORD && has_password)
    return set_aside(task, split->source, 0, "encrypted",
                     "the PDF needs a password, and pdf.password does not fit");
  if (error == PDFIUM_BAD_PASSWORD)
    return set_aside(task, split->source, 0, "encrypted",
                     "the PDF needs a password: give it with --param pdf.password=PASSWORD");
  if (!has_header(split->content))
    return set_aside(task, split->source, 0, "not-pdf", "not a PDF, it has no %PDF- header");
  return set_aside(task, split->source, 0, "damaged", "the PDF cannot be read by PDFium");
}

// Loads what needs a password with the one given; the handle stays NULL if that does not fit.
static mr_status unlock(mr_task *task, mr_bytes content, mr_bytes given, document *self) {
  // PDFium wants a NUL at the end.
  char *password = malloc(given.size + 1);
  if (password == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  memcpy(password, given.data, given.size);
  password[given.size] = 0;
  self->handle = self->library->load(content.data, content.size, password);
  free(password);
  return MR_OK;
}

// Fills in a document that is new.
static mr_status load(mr_task *task, const pdfium *library, const mr_split *split, document *self) {
  mr_bytes content = split->content;
  mr_bytes password = mr_parameter(task, "pdf.password");
  *self = (document){.library = library, .data = content.data, .uses = 1};
  self->handle = library->load(content.data, content.size, NULL);
  if (self->handle == NULL && library->last_error() == PDFIUM_BAD_PASSWORD && password.size > 0) {
    mr_status status = unlock(task, content, password, self);
    if (status != MR_OK) return status;
  }
  if (self->handle == NULL) return refuse(task, split, library->last_error(), password.size > 0);
  self->pages = library->page_count(self->handle);
  if (self->pages > 0) return MR_OK;
  library->close(self->handle);
  return set_aside(task, split->source, 0, "empty", "the PDF has no pages");
}

mr_status document_open(mr_task *task, const mr_split *split, document **result) {
  if (last != NULL && last->data == split->content.data) {
    last->uses++;
    *result = last;
    return MR_OK;
  }
  const pdfium *library = NULL;
  mr_status status = pdfium_open(task, &library);
  if (status != MR_OK) return status;
  document *self = malloc(sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  status = load(task, library, split, self);
  if (status != MR_OK) {
    free(self);
    return status;
  }
  *result = last = self;
  return MR_OK;
}

void document_close(document *self) {
  if (--self->uses > 0) return;
  if (last == self) last = NULL;
  self->library->close(self->handle);
  free(self);
}
