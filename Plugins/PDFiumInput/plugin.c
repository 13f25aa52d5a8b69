// The input format "pdfium": a record for each page of PDF documents, as PDFium reads them.
//
// PDFium is under a BSD licence and opened where it is installed: nothing of it is linked.

#include <mapreduce.h>

#include "reader.h"

static const mr_parameter_spec library = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdfium.library",
    .kind = MR_TEXT,
    .description = "path of libpdfium.so, where it is not found by itself",
};
static const mr_parameter_spec password = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.password",
    .kind = MR_TEXT,
    .description = "opens documents that need one",
};
static const mr_parameter_spec *const parameters[] = {&library, &password};

static const char *const attributes[] = {
    "title",   "author",   "subject",     "keywords", "creator", "producer",
    "created", "modified", "pdf-version", "language", "pages",   "page-label",
};

static const mr_input_format pdfium = {
    .size = sizeof(mr_input_format),
    .abi = MR_ABI_VERSION,
    .key_type = MR_INT64,
    .value_type = MR_UTF8,
    .splittable = 1,
    .name = "pdfium",
    .description = "the pages of PDF documents as PDFium reads them: page number, text",
    .record_name = "page",
    .open = reader_open,
    .next = reader_next,
    .close = reader_close,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
};

static const mr_input_format *const formats[] = {&pdfium};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin),
    .abi = MR_ABI_VERSION,
    .format_count = 1,
    .name = "pdfium",
    .version = "1.0",
    .formats = formats,
};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
