// The job "wordcount": how often each word occurs.

#include <mapreduce.h>

#include "word_count.h"

static const mr_parameter_spec lowercase = {
    .size = sizeof(mr_parameter_spec),
    .name = "lowercase",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "words are counted in lower case",
};

static const mr_parameter_spec unicode = {
    .size = sizeof(mr_parameter_spec),
    .name = "unicode",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "letters are those of Unicode",
};

static const mr_parameter_spec by = {
    .size = sizeof(mr_parameter_spec),
    .name = "by",
    .kind = MR_ATTRIBUTE,
    .description = "keys are attribute/word",
};

static const mr_parameter_spec *const parameters[] = {&lowercase, &unicode, &by};

static const mr_job wordcount = {
    .size = sizeof(mr_job),
    .abi = MR_ABI_VERSION,
    .key_type = MR_UTF8,
    .value_type = MR_INT64,
    .result_type = MR_INT64,
    .name = "wordcount",
    .description = "how often each word occurs",
    .combiner = "sum",
    .create = word_count_create,
    .destroy = word_count_destroy,
    .map = word_count_map,
    .joins_lines = 1,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
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
