// The job "wordcount": how often each word occurs.

#include <mapreduce.h>

#include "word_count.h"

static const mr_job wordcount = {
    .size = sizeof(mr_job),
    .abi = MR_ABI_VERSION,
    .key_type = MR_UTF8,
    .value_type = MR_INT64,
    .result_type = MR_INT64,
    .name = "wordcount",
    .description = "how often each word occurs; parameters: lowercase, unicode, by",
    .combiner = "sum",
    .create = word_count_create,
    .destroy = word_count_destroy,
    .map = word_count_map,
    .joins_lines = 1,
};

static const mr_job *const jobs[] = {&wordcount};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin),
    .abi = MR_ABI_VERSION,
    .job_count = 1,
    .name = "wordcount",
    .version = "1.0",
    .jobs = jobs,
};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
