/* {{name}}: how long requests took, for each server and hour.
 *
 * Input: a log for each server with lines such as
 *   2026-03-01T13:05:22 GET /index.html 200 17
 * (time, method, path, status, milliseconds); the server is the {server} of the input layout.
 * Output: web-1 2026-03-01T13 <TAB> requests=3 min=9 mean=17 max=31
 */
#include <mapreduce.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIELDS = 5, HOUR_SIZE = sizeof "2026-03-01T13" - 1 };

/* Splits a line at blanks into at most `limit` fields.  Returns their number. */
static size_t split(mr_bytes line, mr_bytes *fields, size_t limit) {
  const char *text = line.data, *end = text + line.size;
  size_t count = 0;
  while (count < limit) {
    while (text < end && *text == ' ') text++;
    const char *start = text;
    while (text < end && *text != ' ') text++;
    if (text == start) break;
    fields[count++] = mr_make_bytes(start, (size_t)(text - start));
  }
  return count;
}

/* Returns 0 when the bytes are no whole number. */
static int parse_number(mr_bytes bytes, int64_t *number) {
  char text[20], *end;
  if (bytes.size == 0 || bytes.size >= sizeof text) return 0;
  memcpy(text, bytes.data, bytes.size);
  text[bytes.size] = 0;
  *number = strtoll(text, &end, 10);
  return *end == 0;
}

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  mr_bytes server;
  mr_status found = mr_required_attribute(task, source, "server", &server);
  if (found != MR_OK) return found;
  for (size_t i = 0; i < count; i++) {
    mr_bytes fields[FIELDS + 1];
    int64_t milliseconds;
    if (split(records[i].value, fields, FIELDS + 1) != FIELDS || fields[0].size < HOUR_SIZE ||
        !parse_number(fields[FIELDS - 1], &milliseconds)) {
      task->host->count(task, mr_string("malformed lines"), 1);
      continue;
    }
    char key[300];
    int size = snprintf(key, sizeof key, "%.*s %.*s", (int)server.size,
                        server.size == 0 ? "" : (const char *)server.data, HOUR_SIZE,
                        (const char *)fields[0].data);
    if (size < 0 || (size_t)size >= sizeof key) return mr_fail(task, MR_FATAL, "the key is too long");
    mr_record record = {mr_make_bytes(key, (size_t)size),
                        mr_make_bytes(&milliseconds, sizeof milliseconds)};
    mr_status status = task->host->emit(task, &record, 1);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

static mr_status reduce(void *instance, mr_task *task, mr_bytes key, mr_values *values) {
  (void)instance;
  int64_t requests = 0, sum = 0, min = INT64_MAX, max = INT64_MIN;
  mr_bytes batch[64];
  size_t count;
  mr_status status;
  while ((status = values->next(values, batch, 64, &count)) == MR_OK) {
    for (size_t i = 0; i < count; i++) {
      int64_t milliseconds = mr_int64(batch[i]);
      requests++;
      sum += milliseconds;
      if (milliseconds < min) min = milliseconds;
      if (milliseconds > max) max = milliseconds;
    }
  }
  if (status != MR_END) return status;

  char text[128];
  snprintf(text, sizeof text, "requests=%lld min=%lld mean=%lld max=%lld", (long long)requests,
           (long long)min, (long long)(sum / requests), (long long)max);
  mr_record record = {key, mr_string(text)};
  return task->host->emit(task, &record, 1);
}

/* What the job reads: it takes no --param, and a layout without {server} is refused. */
static const mr_parameter_spec *const parameters[] = {NULL};
static const char *const attributes[] = {"server"};

static const mr_job job = {
    .size = sizeof job,
    .abi = MR_ABI_VERSION,
    .key_type = MR_UTF8,
    .value_type = MR_INT64,
    .result_type = MR_UTF8,
    .name = "{{name}}",
    .description = "how long requests took, for each server and hour",
    .map = map,
    .reduce = reduce,
    .parameters = parameters,
    .parameter_count = 0,
    .attributes = attributes,
    .attribute_count = 1,
};

static const mr_job *const jobs[] = {&job};

static const mr_plugin plugin = {
    .size = sizeof plugin,
    .abi = MR_ABI_VERSION,
    .job_count = 1,
    .name = "{{name}}",
    .version = "1.0",
    .jobs = jobs,
};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
