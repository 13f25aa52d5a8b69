// The input formats "pdf", a record for each page, and "documents", one for each document.
//
// Links with poppler, which is under the GPL: so is this plugin. Nothing else in mr loads it.

#include <mapreduce.h>

#include "documents.h"
#include "reader.h"

static const mr_parameter_spec password = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.password",
    .kind = MR_TEXT,
    .description = "opens documents that need one; others in the cluster can see it: see pdf.password-file",
};
static const mr_parameter_spec password_file = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.password-file",
    .kind = MR_TEXT,
    .description = "absolute path of a file of passwords to try: lines PASSWORD or PATTERN<TAB>PASSWORD",
};
static const mr_parameter_spec page_timeout = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.page-timeout",
    .kind = MR_INTEGER,
    .fallback = "30",
    .description = "seconds that a page may take before it is set aside; 0: no limit but the host's",
};
static const mr_parameter_spec forms = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.forms",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "a line NAME: VALUE for each filled field of a form, after the page's text",
};
static const mr_parameter_spec annotations = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.annotations",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "the contents of annotations, after the page's text",
};
static const mr_parameter_spec links = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.links",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "a line with the address of each link, after the page's text",
};
static const mr_parameter_spec attachments = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.attachments",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "names of attached files and the lines of those in UTF-8, after the last page's text",
};
static const mr_parameter_spec structure = {
    .size = sizeof(mr_parameter_spec),
    .name = "pdf.structure",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "a line KIND: TEXT for each heading, paragraph, cell of a tagged document, after the page's text",
};
static const mr_parameter_spec *const document_parameters[] = {&password, &password_file};
static const mr_parameter_spec *const page_parameters[] = {
    &password, &password_file, &page_timeout, &forms, &annotations, &links, &attachments,
    &structure,
};

static const char *const attributes[] = {
    "title",    "author",  "subject",  "keywords",    "creator",  "producer",
    "created",  "modified", "pdf-version", "language", "pages",    "page-label",
};

static const mr_input_format pdf = {
    .size = sizeof(mr_input_format),
    .abi = MR_ABI_VERSION,
    .key_type = MR_INT64,
    .value_type = MR_UTF8,
    .splittable = 1,
    .name = "pdf",
    .description = "the pages of PDF documents: page number, text in reading order",
    .record_name = "page",
    .open = reader_open,
    .next = reader_next,
    .close = reader_close,
    .parameters = page_parameters,
    .parameter_count = sizeof page_parameters / sizeof *page_parameters,
    .attributes = attributes,
    .attribute_count = sizeof attributes / sizeof *attributes,
};

static const mr_input_format documents = {
    .size = sizeof(mr_input_format),
    .abi = MR_ABI_VERSION,
    .key_type = MR_BYTES,
    .value_type = MR_UTF8,
    .name = "documents",
    .description = "PDF documents: path below the layout's fixed part, what is known of it as JSON",
    .record_name = "document",
    .open = documents_open,
    .next = documents_next,
    .close = documents_close,
    .parameters = document_parameters,
    .parameter_count = sizeof document_parameters / sizeof *document_parameters,
};

static const mr_input_format *const formats[] = {&pdf, &documents};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin),
    .abi = MR_ABI_VERSION,
    .format_count = sizeof formats / sizeof *formats,
    .name = "pdf",
    .version = "1.1",
    .formats = formats,
};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
