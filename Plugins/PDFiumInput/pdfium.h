// PDFium, a library that is opened where it is installed. Its functions are declared here as its public
// documentation has them.
#ifndef PDFIUMINPUT_PDFIUM_H
#define PDFIUMINPUT_PDFIUM_H

#include <mapreduce.h>
#include <stddef.h>

typedef void *pdfium_document;
typedef void *pdfium_page;
typedef void *pdfium_text;

// What FPDF_GetLastError says of a document that needs a password, or another one.
enum { PDFIUM_BAD_PASSWORD = 4 };

typedef struct pdfium {
  void (*init)(void);
  pdfium_document (*load)(const void *data, size_t size, const char *password);
  unsigned long (*last_error)(void);
  void (*close)(pdfium_document document);
  int (*page_count)(pdfium_document document);
  pdfium_page (*load_page)(pdfium_document document, int page);
  void (*close_page)(pdfium_page page);
  pdfium_text (*load_text)(pdfium_page page);
  void (*close_text)(pdfium_text text);
  int (*count_chars)(pdfium_text text);
  // Writes UTF-16 and a NUL; returns how many units that are.
  int (*get_text)(pdfium_text text, int start, int count, unsigned short *units);
  // These return the size in bytes of UTF-16 with a NUL, which they write where there is room.
  unsigned long (*meta_text)(pdfium_document document, const char *tag, void *buffer,
                             unsigned long size);
  unsigned long (*page_label)(pdfium_document document, int page, void *buffer, unsigned long size);
  unsigned long (*language)(pdfium_document document, void *buffer, unsigned long size); // may be NULL
  // 17 is PDF 1.7.
  int (*file_version)(pdfium_document document, int *version);
} pdfium;

// Opens the library once for the process: what the parameter pdfium.library or else MR_PDFIUM in the
// environment names, or the first found among the system's libraries and in Python's packages.
// Returns MR_RETRY if the process has opened it by another name: what that reads is another text.
mr_status pdfium_open(mr_task *task, const pdfium **library);

#endif
