/* A job whose declarations have one defect, which DEFECT names; tests compile it once for each. */
#include "mapreduce.h"

#define UNKNOWN_KIND 1
#define NO_NAME 2
#define TWINS 3
#define NULL_SPEC 4
#define NULL_ARRAY 5
#define TOO_MANY 6
#define NO_CHOICES 7
#define EMPTY_CHOICE 8
#define CHOICES_OF_TEXT 9
#define REQUIRED_AND_FALLBACK 10
#define NAME_WITH_EQUALS 11
#define NO_SIZE 12
#define DESCRIPTION_OF_LINES 13
#define EMPTY_FORMAT 14
#define ENDLESS_FORMAT 15
#define NULL_ATTRIBUTE 16
#define EMPTY_ATTRIBUTE 17
#define TWIN_ATTRIBUTES 18
#define TOO_MANY_ATTRIBUTES 19
#define TWINS_OF_FORMAT 20
#define TWIN_ATTRIBUTES_OF_FORMAT 21
#define SHORT_SPEC 100 /* no defect: a spec that ends after its name */

static mr_status map(void *instance, mr_task *task, const mr_source *source,
                     const mr_record *records, size_t count) {
  (void)instance;
  (void)source;
  return task->host->emit(task, records, count);
}

static mr_status open_nothing(mr_task *task, const mr_split *split, void **reader) {
  (void)task;
  (void)split;
  (void)reader;
  return MR_OK;
}

static mr_status next_nothing(void *reader, mr_task *task, mr_record *out, size_t capacity,
                              size_t *count, uint64_t *first_record) {
  (void)reader;
  (void)task;
  (void)out;
  (void)capacity;
  (void)count;
  (void)first_record;
  return MR_END;
}

static void close_nothing(void *reader) { (void)reader; }

static char endless[5000];
static mr_parameter_spec spec = {.size = sizeof spec, .name = "depth"};
static const mr_parameter_spec *parameters[] = {&spec, &spec};
static const char *attributes[] = {"server", "server"};
static mr_job job = {.size = sizeof job, .abi = MR_ABI_VERSION, .name = "job", .map = map,
                     .parameters = parameters, .parameter_count = 1, .attributes = attributes,
                     .attribute_count = 1};
static mr_input_format format = {.size = sizeof format, .abi = MR_ABI_VERSION, .name = "format",
                                 .open = open_nothing, .next = next_nothing,
                                 .close = close_nothing};
static const mr_job *const jobs[] = {&job};
static const mr_input_format *const formats[] = {&format};
static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION, .job_count = 1,
                                 .format_count = 1, .name = "misdeclared", .jobs = jobs,
                                 .formats = formats};

const mr_plugin *mr_plugin_entry(void) {
  memset(endless, 'x', sizeof endless - 1);
  switch (DEFECT) {
    case UNKNOWN_KIND: spec.kind = 17; break;
    case NO_NAME: spec.name = NULL; break;
    case TWINS: job.parameter_count = 2; break;
    case NULL_SPEC: parameters[0] = NULL; break;
    case NULL_ARRAY: job.parameters = NULL; break;
    case TOO_MANY: job.parameter_count = 0xffffffff; break;
    case NO_CHOICES: spec.kind = MR_CHOICE; break;
    case EMPTY_CHOICE: spec.kind = MR_CHOICE, spec.choices = "up||down"; break;
    case CHOICES_OF_TEXT: spec.choices = "up|down"; break;
    case REQUIRED_AND_FALLBACK: spec.required = 1, spec.fallback = "8"; break;
    case NAME_WITH_EQUALS: spec.name = "a=b"; break;
    case NO_SIZE: spec.size = 0; break;
    case DESCRIPTION_OF_LINES: spec.description = "one\ntwo"; break;
    case EMPTY_FORMAT: job.format = ""; break;
    case ENDLESS_FORMAT: job.format = endless; break;
    case NULL_ATTRIBUTE: attributes[0] = NULL; break;
    case EMPTY_ATTRIBUTE: attributes[0] = ""; break;
    case TWIN_ATTRIBUTES: job.attribute_count = 2; break;
    case TOO_MANY_ATTRIBUTES: job.attribute_count = 0xffffffff; break;
    case TWINS_OF_FORMAT: format.parameters = parameters, format.parameter_count = 2; break;
    case TWIN_ATTRIBUTES_OF_FORMAT:
      format.attributes = attributes, format.attribute_count = 2;
      break;
    case SHORT_SPEC:
      spec.size = offsetof(mr_parameter_spec, kind), spec.kind = 17, spec.description = endless;
      break;
  }
  return &plugin;
}
