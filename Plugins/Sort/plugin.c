// The job "sort": the lines in the order of their bytes.

#include <mapreduce.h>

#include "sort.h"

static const mr_parameter_spec key = {
    .size = sizeof(mr_parameter_spec),
    .name = "key",
    .kind = MR_TEXT,
    .fallback = "the whole line",
    .description = "lines are sorted by these bytes of theirs, from 1: 1-10, 5- or 7",
};

static const mr_parameter_spec field = {
    .size = sizeof(mr_parameter_spec),
    .name = "field",
    .kind = MR_INTEGER,
    .description = "lines are sorted by the field of that number, from 1",
};

static const mr_parameter_spec separator = {
    .size = sizeof(mr_parameter_spec),
    .name = "separator",
    .kind = MR_TEXT,
    .fallback = "spaces and tabs",
    .description = "with field: each such byte ends a field",
};

static const mr_parameter_spec reverse = {
    .size = sizeof(mr_parameter_spec),
    .name = "reverse",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "the other way round",
};

static const mr_parameter_spec unique = {
    .size = sizeof(mr_parameter_spec),
    .name = "unique",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "of lines with the same key, the first alone",
};

static const mr_parameter_spec *const parameters[] = {&key, &field, &separator, &reverse,
                                                      &unique};

static const mr_job sort = {
    .size = sizeof(mr_job),
    .abi = MR_ABI_VERSION,
    .key_type = MR_BYTES,
    .value_type = MR_BYTES,
    .result_type = MR_NONE,
    .name = "sort",
    .description = "the lines in order",
    .create = sort_create,
    .destroy = sort_destroy,
    .map = sort_map,
    .reduce = sort_reduce,
    .partitioner = "range",
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
};

static const mr_job *const jobs[] = {&sort};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin),
    .abi = MR_ABI_VERSION,
    .job_count = 1,
    .name = "sort",
    .version = "1.0",
    .jobs = jobs,
};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
