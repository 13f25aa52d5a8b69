// The input format "pdf": a record for each page, its number and its text.
//
// Links with poppler, which is under the GPL: so is this plugin. Nothing else in mr loads it.

#include <mapreduce.h>

#include "reader.h"

// It takes none: the array says that this is declared.
static const mr_parameter_spec *const no_parameters[] = {NULL};

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
    .parameters = no_parameters,
    .parameter_count = 0,
};

static const mr_input_format *const formats[] = {&pdf};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin),
    .abi = MR_ABI_VERSION,
    .format_count = 1,
    .name = "pdf",
    .version = "1.0",
    .formats = formats,
};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
