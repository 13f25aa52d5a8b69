// The job "sort": the lines in the order of their bytes.

#include <mapreduce.h>

#include "sort.h"

static const mr_job sort = {
    .size = sizeof(mr_job),
    .abi = MR_ABI_VERSION,
    .key_type = MR_BYTES,
    .value_type = MR_BYTES,
    .result_type = MR_NONE,
    .name = "sort",
    .description = "the lines in order; parameters: key, field, separator, reverse, unique",
    .create = sort_create,
    .destroy = sort_destroy,
    .map = sort_map,
    .reduce = sort_reduce,
    .partitioner = "range",
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
