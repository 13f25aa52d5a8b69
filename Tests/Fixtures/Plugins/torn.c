/* An input format whose pages are the lines of a file: those that begin with "torn" are set aside, those that
 * begin with "kill" end the process if they are read.  The job counts pages by their text. */
#include <mapreduce.h>
#include <stdlib.h>

typedef struct book {
  const char *next, *end;
  uint64_t number;
  int64_t key;
  const mr_split *split;
} book;

static int begins(mr_bytes text, const char *word) {
  return text.size >= strlen(word) && memcmp(text.data, word, strlen(word)) == 0;
}

static mr_status open_book(mr_task *task, const mr_split *split, void **reader) {
  book *self = malloc(sizeof *self);
  if (self == NULL) return mr_fail(task, MR_RETRY, "out of memory");
  *self = (book){.next = split->content.data, .split = split};
  self->end = self->next + split->content.size;
  *reader = self;
  return MR_OK;
}

static int is_to_skip(const mr_split *split, uint64_t number) {
  for (size_t i = 0; i < split->skip_count; i++)
    if (split->skip[i].first <= number && number <= split->skip[i].last) return 1;
  return 0;
}

static mr_status next_page(void *reader, mr_task *task, mr_record *out, size_t capacity,
                           size_t *count, uint64_t *first_record) {
  book *self = reader;
  (void)capacity;
  while (self->next < self->end) {
    const char *newline = memchr(self->next, '\n', (size_t)(self->end - self->next));
    const char *end = newline ? newline : self->end;
    mr_bytes text = {self->next, (size_t)(end - self->next)};
    self->next = newline ? newline + 1 : self->end;
    self->number++;
    if (is_to_skip(self->split, self->number)) continue;
    if (begins(text, "kill")) abort();
    if (begins(text, "torn")) {
      const mr_bad_records *bad = task->host->extension(task, MR_BAD_RECORDS);
      mr_status status = bad->set_aside(task, self->number, mr_make_bytes("torn", 4),
                                        mr_make_bytes("half of it is missing", 21));
      if (status != MR_OK) return status;
      continue;
    }
    self->key = (int64_t)self->number;
    out[0].key = mr_make_bytes(&self->key, sizeof self->key);
    out[0].value = text;
    *count = 1;
    *first_record = self->number;
    return MR_OK;
  }
  *count = 0;
  return MR_END;
}

static const mr_input_format torn = {
    .size = sizeof(mr_input_format), .abi = MR_ABI_VERSION, .key_type = MR_INT64,
    .value_type = MR_UTF8, .name = "torn", .record_name = "page", .open = open_book,
    .next = next_page, .close = free};
static const mr_input_format *const formats[] = {&torn};

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance, (void)source;
  static const int64_t one = 1;
  for (size_t i = 0; i < count; i++) {
    mr_record record = {records[i].value, mr_make_bytes(&one, sizeof one)};
    mr_status status = task->host->emit(task, &record, 1);
    if (status != MR_OK) return status;
  }
  return MR_OK;
}

static const mr_job pages = {
    .size = sizeof(mr_job), .abi = MR_ABI_VERSION, .name = "pages", .key_type = MR_UTF8,
    .value_type = MR_INT64, .combiner = "sum", .map = map, .format = "torn"};
static const mr_job *const jobs[] = {&pages};

static const mr_plugin plugin = {
    .size = sizeof(mr_plugin), .abi = MR_ABI_VERSION, .name = "torn", .job_count = 1,
    .jobs = jobs, .format_count = 1, .formats = formats};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
