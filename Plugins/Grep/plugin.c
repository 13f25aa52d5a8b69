// The job "grep": the lines that match a pattern.

#include <mapreduce.h>

#include "grep.h"

static const mr_job grep = {
    .size = sizeof(mr_job),
    .abi = MR_ABI_VERSION,
    .key_type = MR_BYTES,
    .value_type = MR_BYTES,
    .name = "grep",
    .description = "lines that match a pattern, with document and number; parameters: pattern, "
                   "fixed, ignore-case, word, invert",
    .create = grep_create,
    .destroy = grep_destroy,
    .map = grep_map,
};

static const mr_job *const jobs[] = {&grep};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin),
    .abi = MR_ABI_VERSION,
    .job_count = 1,
    .name = "grep",
    .version = "1.0",
    .jobs = jobs,
};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
