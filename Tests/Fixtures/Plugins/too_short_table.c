/* A job table that ends before its map function. */
#include "mapreduce.h"

static const mr_job job = {.size = offsetof(mr_job, map), .abi = MR_ABI_VERSION, .name = "cut"};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {.size = sizeof plugin,
                                 .abi = MR_ABI_VERSION,
                                 .job_count = 1,
                                 .name = "too-short-table",
                                 .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
