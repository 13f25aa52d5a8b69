// The job "grep": the lines that match a pattern.

#include <mapreduce.h>

#include "grep.h"

static const mr_parameter_spec pattern = {
    .size = sizeof(mr_parameter_spec),
    .name = "pattern",
    .kind = MR_TEXT,
    .required = 1,
    .description = "what to look for, a Perl-compatible regular expression",
};

static const mr_parameter_spec fixed = {
    .size = sizeof(mr_parameter_spec),
    .name = "fixed",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "the pattern is text and stands for itself",
};

static const mr_parameter_spec ignore_case = {
    .size = sizeof(mr_parameter_spec),
    .name = "ignore-case",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "upper and lower case are the same",
};

static const mr_parameter_spec word = {
    .size = sizeof(mr_parameter_spec),
    .name = "word",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "a match begins and ends at the edge of a word",
};

static const mr_parameter_spec invert = {
    .size = sizeof(mr_parameter_spec),
    .name = "invert",
    .kind = MR_FLAG,
    .fallback = "false",
    .description = "the lines that do not match",
};

static const mr_parameter_spec *const parameters[] = {&pattern, &fixed, &ignore_case, &word,
                                                      &invert};

static const mr_job grep = {
    .size = sizeof(mr_job),
    .abi = MR_ABI_VERSION,
    .key_type = MR_BYTES,
    .value_type = MR_BYTES,
    .name = "grep",
    .description = "lines that match a pattern, with document and number",
    .create = grep_create,
    .destroy = grep_destroy,
    .map = grep_map,
    .parameters = parameters,
    .parameter_count = sizeof parameters / sizeof *parameters,
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
