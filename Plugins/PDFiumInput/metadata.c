#include "metadata.h"

#include <stdio.h>

#include "text.h"

// Units of UTF-16. What is longer is left out rather than cut.
enum { LONGEST = 16384 };

static const mr_attributes *attributes_of(mr_task *task) {
  return task->host->extension(task, MR_ATTRIBUTES);
}

static mr_status set(mr_task *task, const char *name, const char *value, size_t size) {
  return size == 0 ? MR_OK
                   : attributes_of(task)->set(task, mr_string(name), mr_make_bytes(value, size));
}

// Sets the attribute to a text of `size` bytes of UTF-16 with a NUL.
static mr_status set_text(mr_task *task, const char *name, const unsigned short *units,
                          unsigned long size) {
  if (size < 2 || size > 2 * LONGEST) return MR_OK;
  text line = {0};
  mr_status status = MR_OK;
  if (text_set_line(&line, units, size / 2 - 1)) status = set(task, name, line.bytes, line.size);
  text_free(&line);
  return status;
}

// Sets the attribute to a time, which the document has as D:YYYYMMDDHHmmSS and Z, +HH'mm' or -HH'mm'. What
// is left out at the end is the first of its kind.
static mr_status set_time(mr_task *task, const char *name, const unsigned short *units,
                          unsigned long size) {
  char given[32] = "", time[40];
  for (unsigned long i = 0; i + 1 < size / 2 && i + 1 < sizeof given; i++)
    given[i] = units[i] < 0x80 ? (char)units[i] : '?';
  int year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, away = 0, minutes = 0;
  char sign = 'Z';
  int start = strncmp(given, "D:", 2) == 0 ? 2 : 0;
  if (sscanf(given + start, "%4d%2d%2d%2d%2d%2d%c%2d'%2d", &year, &month, &day, &hour, &minute,
             &second, &sign, &away, &minutes) < 1)
    return MR_OK;
  int length = snprintf(time, sizeof time, "%04d-%02d-%02dT%02d:%02d:%02d", year, month, day, hour,
                        minute, second);
  if (length < 0 || length > 30) return MR_OK;
  if (sign == '+' || sign == '-')
    length += snprintf(time + length, 8, minutes ? "%c%02d:%02d" : "%c%02d", sign, away % 100,
                       minutes % 100);
  else
    time[length++] = 'Z';
  return set(task, name, time, (size_t)length);
}

static mr_status set_numbers(mr_task *task, const document *document) {
  char number[24];
  int version = 0;
  mr_status status = MR_OK;
  if (document->library->file_version(document->handle, &version))
    status = set(task, "pdf-version", number,
                 (size_t)snprintf(number, sizeof number, "%d.%d", version / 10, version % 10));
  if (status != MR_OK) return status;
  return set(task, "pages", number, (size_t)snprintf(number, sizeof number, "%d", document->pages));
}

mr_status give_metadata(mr_task *task, const document *document) {
  static const struct {
    const char *name, *tag;
    mr_status (*set)(mr_task *, const char *, const unsigned short *, unsigned long);
  } entries[] = {
      {"title", "Title", set_text},      {"author", "Author", set_text},
      {"subject", "Subject", set_text},  {"keywords", "Keywords", set_text},
      {"creator", "Creator", set_text},  {"producer", "Producer", set_text},
      {"created", "CreationDate", set_time}, {"modified", "ModDate", set_time},
  };
  if (attributes_of(task) == NULL) return MR_OK;
  const pdfium *library = document->library;
  unsigned short units[LONGEST];
  mr_status status = set_numbers(task, document);
  for (size_t i = 0; i < sizeof entries / sizeof *entries && status == MR_OK; i++) {
    unsigned long size =
        library->meta_text(document->handle, entries[i].tag, units, sizeof units);
    if (size > 2 && size <= sizeof units) status = entries[i].set(task, entries[i].name, units, size);
  }
  if (status != MR_OK || library->language == NULL) return status;
  return set_text(task, "language", units,
                  library->language(document->handle, units, sizeof units));
}

mr_status give_page_label(mr_task *task, const document *document, int page) {
  if (attributes_of(task) == NULL) return MR_OK;
  unsigned short units[LONGEST];
  unsigned long size =
      document->library->page_label(document->handle, page, units, sizeof units);
  // A page that is called nothing is called by its number; one whose label is too long has none.
  if (size > 2) return set_text(task, "page-label", units, size);
  char number[24];
  return set(task, "page-label", number,
             (size_t)snprintf(number, sizeof number, "%d", page + 1));
}
