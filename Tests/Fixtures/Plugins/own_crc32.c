/* CRC-32C of each line, by a helper whose name is also that of zlib's CRC-32. */
#include "mapreduce.h"

unsigned long crc32(unsigned long crc, const unsigned char *data, unsigned size);

unsigned long crc32(unsigned long crc, const unsigned char *data, unsigned size) {
  crc = ~crc & 0xffffffffu;
  while (size-- > 0) {
    crc ^= *data++;
    for (int k = 0; k < 8; k++) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78u : crc >> 1;
  }
  return ~crc & 0xffffffffu;
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  for (size_t i = 0; i < count; i++) {
    int64_t value = (int64_t)crc32(0, records[i].value.data, (unsigned)records[i].value.size);
    mr_record record = {records[i].value, mr_make_bytes(&value, 8)};
    mr_status status = task->host->emit(task, &record, 1);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

static const mr_job job = {.size = sizeof job,
                           .abi = MR_ABI_VERSION,
                           .name = "crc32",
                           .key_type = MR_UTF8,
                           .value_type = MR_INT64,
                           .combiner = "max",
                           .map = map};
static const mr_job *const jobs[] = {&job};
static const mr_plugin plugin = {
    .size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 1, .name = "own", .jobs = jobs};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
