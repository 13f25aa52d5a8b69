// Lets a C++ exception out of map: the worker process ends.
#include "mapreduce.h"

#include <stdexcept>

static mr_status map(void *, mr_task *, const mr_source *, const mr_record *, size_t) {
  throw std::runtime_error("thrown through the interface");
}

static mr_job make_job() {
  mr_job job = {};
  job.size = sizeof job;
  job.abi = MR_ABI_VERSION;
  job.key_type = MR_UTF8;
  job.value_type = MR_INT64;
  job.name = "throw";
  job.map = map;
  return job;
}

static const mr_job job = make_job();
static const mr_job *const jobs[] = {&job};

static mr_plugin make_plugin() {
  mr_plugin plugin = {};
  plugin.size = sizeof plugin;
  plugin.abi = MR_ABI_VERSION;
  plugin.job_count = 1;
  plugin.name = "exception";
  plugin.jobs = jobs;
  return plugin;
}

static const mr_plugin plugin = make_plugin();

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
