// A PDF document, opened by PDFium.
#ifndef PDFIUMINPUT_DOCUMENT_H
#define PDFIUMINPUT_DOCUMENT_H

#include <mapreduce.h>

#include "pdfium.h"

typedef struct document {
  const pdfium *library;
  const void *data;
  pdfium_document handle;
  int pages;
  int uses;
} document;

// Opens the document that a split is of, which refers to the split's content from then on. The next
// share of a document that is open uses it too. MR_OK, or what is to be returned.
mr_status document_open(mr_task *task, const mr_split *split, document **result);

// Ends one use.
void document_close(document *self);

// Sets aside a page, or all that has not been read of a document: number 0.
mr_status set_aside(mr_task *task, const mr_source *source, uint64_t number, const char *kind,
                    const char *reason);

// Tells the host which page is read from now on, should the process die or hang of it.
void say_reading(mr_task *task, uint64_t number);

#endif
