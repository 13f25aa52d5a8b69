/* mapreduce.h: the plugin interface of mr, version 1.3.
 *
 * A plugin is a shared library that exports ONE function, mr_plugin_entry(),
 * which returns a static table: the plugin's name and version, its jobs (map
 * and reduce functions) and its input formats.  Everything else is reached
 * through that table; this header is all that an author needs.
 *
 * Conventions
 *   - Bytes are {data, size}.  They are never NUL-terminated and may hold any
 *     byte.  data may be NULL only where size is 0.
 *   - Names in tables are C strings (NUL-terminated UTF-8) with static lifetime.
 *   - Arguments are borrowed for the duration of the call.  Whoever wants to
 *     keep bytes copies them.  Nobody frees the other side's memory.
 *   - An instance belongs to one task attempt and one thread.  The host never
 *     calls it from two threads at once and never shares it between tasks.
 *   - Every callback returns a status (mr_status below).  No C++ exception and
 *     no longjmp may cross this interface: an exception ends the worker process.
 *   - Every table of functions begins with its own size and the ABI version it
 *     was compiled for; structs of data begin with their size.  Fields are only
 *     ever appended within a major version.  A field past the size that a plugin
 *     declares reads as NULL (or 0); a plugin that knows more fields than the
 *     host asks the host's size before it reads them.  `reserved` is 0.
 *
 * "[host -> plugin]" marks functions that the plugin provides and the host
 * calls; "[plugin -> host]" those that the host provides.
 */
#ifndef MAPREDUCE_H
#define MAPREDUCE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MR_ABI_MAJOR 1u
#define MR_ABI_MINOR 3u
/* Major in the upper 16 bits, minor in the lower.  A literal, so that languages that import
 * this header see it. */
#define MR_ABI_VERSION 0x00010003u

#if defined(__GNUC__)
#define MR_EXPORT __attribute__((visibility("default"))) __attribute__((used))
#else
#define MR_EXPORT
#endif

/* The result of every callback. */
typedef int32_t mr_status;
#define MR_OK ((mr_status)0)        /* done */
#define MR_END ((mr_status)1)       /* nothing more, or nothing of that name, where a
                                       function says so */
#define MR_CANCELLED ((mr_status)2) /* stopped because the host asked for it, and only then */
#define MR_RETRY ((mr_status)3)     /* this attempt failed, another may succeed */
#define MR_FATAL ((mr_status)4)     /* no attempt can succeed.  Of map, reduce, open and next: with
                                       this input; it is set aside, or the job fails, as its user
                                       wants it.  Of any other function: the job fails */
/* Any other value counts as MR_FATAL. */

/* What the bytes of a key or value mean. */
typedef uint32_t mr_type;
#define MR_BYTES ((mr_type)0)   /* any bytes; ordered bytewise */
#define MR_UTF8 ((mr_type)1)    /* text; ordered bytewise, which is code point order */
#define MR_INT64 ((mr_type)2)   /* 8 bytes in the machine's order; ordered as numbers */
#define MR_FLOAT64 ((mr_type)3) /* 8 bytes in the machine's order; ordered as numbers, NaN last */
#define MR_NONE ((mr_type)4)    /* no bytes: every value has size 0, and its record is printed as
                                   the key alone, without a TAB.  Not for keys.  Since 1.1. */

typedef uint32_t mr_severity;
#define MR_DEBUG ((mr_severity)0)
#define MR_INFO ((mr_severity)1)
#define MR_WARNING ((mr_severity)2)
#define MR_ERROR ((mr_severity)3)

typedef struct mr_bytes {
  const void *data; /* NULL only where size is 0 */
  size_t size;
} mr_bytes;

/* A record.  An int64 or float64 key or value is 8 bytes that data points to;
 * it need not be aligned.  Limits: a key 1 MiB, a value 1 GiB; what
 * reduce emits, 1 GiB either. */
typedef struct mr_record {
  mr_bytes key;
  mr_bytes value;
} mr_record;

typedef struct mr_attribute {
  mr_bytes name;
  mr_bytes value;
} mr_attribute;

/* Where records come from.  Valid for the call it is handed to. */
typedef struct mr_source {
  size_t size;                     /* of this struct */
  mr_bytes path;                   /* of the file, as the layout matched it */
  mr_bytes relative_path;          /* below the fixed part of the layout */
  const mr_attribute *attributes;  /* the layout's {name} parts, in its order, and then those
                                      that the input format declares */
  size_t attribute_count;
  uint64_t first_record;           /* number within the file of the first record of this
                                      call, from 1: line, page, ... */
} mr_source;

typedef struct mr_host mr_host;

/* One task attempt, as the plugin sees it.  Lives from create to destroy, or from
 * open to close.  The plugin reads it and hands it back to the host's functions;
 * destroy and close, which do not receive it, may not use it. */
typedef struct mr_task {
  size_t size;         /* of this struct */
  uint32_t abi;        /* MR_ABI_VERSION of the host */
  uint32_t partitions; /* number of reduce partitions of the job */
  const mr_host *host; /* never NULL */
  void *host_data;     /* the host's own: do not touch */
} mr_task;

/* The host's functions [plugin -> host].  All are called from the thread that
 * the host called the plugin on, between the entry and the return of a callback
 * that received the task.  The ones with a task argument take that very task. */
struct mr_host {
  size_t size;  /* of this table */
  uint32_t abi; /* MR_ABI_VERSION of the host */
  uint32_t reserved;

  /* Hands `count` records to the host, which copies them before it returns.
   * Allowed in map, map_finish, combine and reduce.  Any other status than MR_OK
   * is to be returned from the callback at once: the host knows why, and nothing
   * that is emitted after it counts. */
  mr_status (*emit)(mr_task *task, const mr_record *records, size_t count);

  /* Adds to the job's counter of that name (made when first named; at most 128
   * bytes of the name count). */
  void (*count)(mr_task *task, mr_bytes name, int64_t amount);

  /* Writes a line to the job's user log, with the task's name before it.  At most
   * 4 KiB of the text are kept. */
  void (*log)(mr_task *task, mr_severity severity, mr_bytes text);

  /* The job's parameter of that name (--param NAME=VALUE), MR_END if there is
   * none.  The value lives as long as the task. */
  mr_status (*parameter)(mr_task *task, mr_bytes name, mr_bytes *value);

  /* 1 when the task is to stop: return MR_CANCELLED soon.  Cheap; long callbacks
   * ask now and then.  emit answers MR_CANCELLED as well. */
  int32_t (*cancelled)(mr_task *task);

  /* The text that goes with a status other than MR_OK, MR_END and MR_CANCELLED.
   * Copied, at most 4 KiB.  The last text of a callback counts. */
  void (*set_error)(mr_task *task, mr_bytes text);

  /* A feature of this host by id with revision (MR_IDENTITY, MR_TOKENS below): a table whose
   * shape the id's documentation gives, or NULL.  Lives as long as the process. */
  const void *(*extension)(mr_task *task, const char *id);

  /* Says that the task lives, from where long work does nothing else that the host could see:
   * the time that a task may go without progress (MR_TASK_TIMEOUT) begins anew.  So it does
   * with every call of the host, and with every batch that map or next is through with.
   * Cheap.  Since 1.2; mr_progress below asks the host's size first. */
  void (*progress)(mr_task *task);
};

/* The values of one key, read in batches [plugin -> host]. */
typedef struct mr_values mr_values;
struct mr_values {
  size_t size; /* of this struct */
  /* Writes up to `capacity` values to `out` and their number to `count`.
   * MR_OK with count > 0, or MR_END with count 0 when all were read; anything
   * else is to be returned from the callback at once.  The bytes live until the
   * next call of next, or until the callback returns.  Values come in the order
   * of the input, whatever the number of workers. */
  mr_status (*next)(mr_values *values, mr_bytes *out, size_t capacity, size_t *count);
  void *host_data; /* the host's own: do not touch */
};

/* The extension "mr.identity/1" [plugin -> host], for a reduce that changes nothing: with a call
 * for each key it would only keep the host from writing the sorted records as they lie.  A host
 * that does not have the extension calls reduce, and so may one that has it. */
#define MR_IDENTITY "mr.identity/1"
typedef struct mr_identity {
  size_t size;  /* of this table */
  uint32_t abi; /* MR_ABI_VERSION of the host */
  uint32_t reserved;

  /* Only in create.  What reduce does in this attempt, and all that it does, is to emit a
   * record for each value: pass_keys says with the key that the value came with as its key,
   * pass_values with the value as its key; the record's own value is empty.  The last call
   * counts.  MR_OK; anything else is to be returned from create at once. */
  mr_status (*pass_keys)(mr_task *task);
  mr_status (*pass_values)(mr_task *task);
} mr_identity;

/* The extension "mr.tokens/1" [plugin -> host], for keys that lie in a text as they are, such as its
 * words: the host finds them by the bits that the plugin sets, and needs no record for each. */
#define MR_TOKENS "mr.tokens/1"
typedef struct mr_tokens {
  size_t size;  /* of this table */
  uint32_t abi; /* MR_ABI_VERSION of the host */
  uint32_t reserved;

  /* Emits a record for each longest stretch of bytes of `text` whose bits are 1: the stretch is
   * its key, and `value` is the value of all of them.  The bit of byte i is bit i % 64, from the
   * lowest, of bits[i / 64]; bits past the text do not count.  A text of 2 GiB at most.  For the
   * rest as emit: where it is allowed, what it answers, and that nothing is kept. */
  mr_status (*emit)(mr_task *task, mr_bytes text, const uint64_t *bits, mr_bytes value);
} mr_tokens;

/* The extension "mr.files/1" [plugin -> host], for plugins that read code from files of their own,
 * such as the modules of an interpreter.  A worker runs jobs with the same plugin and parameters one
 * after the other in one process, and starts another one when such a file has changed meanwhile.
 * The plugin's own file, and the libraries that the system's loader brings along, are known. */
#define MR_FILES "mr.files/1"
typedef struct mr_files {
  size_t size;  /* of this table */
  uint32_t abi; /* MR_ABI_VERSION of the host */
  uint32_t reserved;

  /* Says that code was read from the file of this path, just now.  Copied.  May be said again. */
  void (*loaded)(mr_task *task, mr_bytes path);
} mr_files;

/* The extension "mr.bad-records/1" [plugin -> host], for input that cannot be read: it is set aside,
 * which the job's result says, and everything else is used.  Since 1.3. */
#define MR_BAD_RECORDS "mr.bad-records/1"
typedef struct mr_bad_records {
  size_t size;  /* of this table */
  uint32_t abi; /* MR_ABI_VERSION of the host */
  uint32_t reserved;

  /* Only in an input format's open and next.  Sets aside the record of that number, from 1, which
   * next then leaves out: MR_OK, or what is to be returned at once.  Number 0 sets aside the file,
   * or what of it has not been read; the answer is to be returned at once from open or next.
   * `kind` is a short word in lower case that tells files with the same trouble ("damaged",
   * "encrypted"), `reason` a sentence for people.  Copied. */
  mr_status (*set_aside)(mr_task *task, uint64_t number, mr_bytes kind, mr_bytes reason);

  /* Only in an input format's open and next.  Says that the record of that number, from 1, is read from
   * now on, so that it is known which one it was if the process dies or hangs of it; number 0 stands
   * for the file, while it is opened.  If that takes longer than so many seconds it is given up as
   * one that hangs; 0 seconds: than the host bears by itself.  Cheap: may be said for every record.
   * Holds until it is said again, or the call returns. */
  void (*reading)(mr_task *task, uint64_t number, uint32_t seconds);
} mr_bad_records;

/* The extension "mr.attributes/1" [plugin -> host], for input formats that know more of a file than its
 * path says: its title, the label of a page.  The job reads it as it does the layout's {name} parts,
 * among the attributes of mr_source.  Since 1.3. */
#define MR_ATTRIBUTES "mr.attributes/1"
typedef struct mr_attributes {
  size_t size;  /* of this table */
  uint32_t abi; /* MR_ABI_VERSION of the host */
  uint32_t reserved;

  /* Only in an input format's open and next, for a name that its table declares.  In open the
   * value is that of all records of the share; in next that of the records of this very call,
   * before that of open.  At most 64 KiB; copied.  Where nothing is set the value is empty.  A part
   * of the layout with the same name hides it.  MR_OK; anything else is to be returned at once. */
  mr_status (*set)(mr_task *task, mr_bytes name, mr_bytes value);
} mr_attributes;

/* What the text of a parameter means.  Since 1.2. */
typedef uint32_t mr_parameter_kind;
#define MR_TEXT ((mr_parameter_kind)0)      /* any text */
#define MR_FLAG ((mr_parameter_kind)1)      /* true, yes, 1 or false, no, 0, as mr_flag reads it */
#define MR_INTEGER ((mr_parameter_kind)2)   /* a decimal int64 */
#define MR_NUMBER ((mr_parameter_kind)3)    /* a decimal float64, with a point in every locale */
#define MR_CHOICE ((mr_parameter_kind)4)    /* one of `choices` */
#define MR_ATTRIBUTE ((mr_parameter_kind)5) /* the name of a {name} part of the layout, or of an
                                               attribute that the input format declares */

/* A parameter that a job or an input format takes, for the host to hold --param against before
 * the job: a name that nobody declares, a value of another kind and a required one that is
 * missing are refused.  The plugin still reads the value itself.  Since 1.2. */
typedef struct mr_parameter_spec {
  size_t size;              /* of this struct: sizeof(mr_parameter_spec) */
  const char *name;         /* unique in the job or format; never NULL */
  mr_parameter_kind kind;
  uint32_t required;        /* 1: a job without it is refused */
  const char *fallback;     /* what it is where it is not given, for people; NULL: nothing */
  const char *description;  /* one line for `mr plugin inspect`; may be NULL */
  const char *choices;      /* for MR_CHOICE: its values, separated by "|"; otherwise NULL */
} mr_parameter_spec;

/* A job: how to map and reduce. */
typedef struct mr_job {
  size_t size;  /* of this struct: sizeof(mr_job) */
  uint32_t abi; /* MR_ABI_VERSION */
  mr_type key_type;    /* of the keys that map emits */
  mr_type value_type;  /* of the values that map emits */
  mr_type result_type; /* of the values that reduce emits, under keys of key_type.
                          Without reduce the host goes by value_type (int64 with
                          "count") and does not read this field. */
  const char *name;        /* unique in the plugin; never NULL */
  const char *description; /* one line for `mr plugin inspect`; may be NULL */
  const char *combiner;    /* a stock combiner that runs inside the host: "sum", "min",
                              "max" (int64 and float64 values), "count" (any); NULL for
                              none.  Used on both sides of the shuffle. */

  /* Called once before anything else of the attempt; may store an instance in
   * *instance (it stays NULL otherwise).  If it fails, destroy is not called.
   * NULL: no instance. */
  mr_status (*create)(mr_task *task, void **instance);

  /* Called once at the end of the attempt, whatever its outcome.  NULL: nothing
   * to destroy. */
  void (*destroy)(void *instance);

  /* Called with batches of at least one record of one source, in input order,
   * until the task's input ends.  Required. */
  mr_status (*map)(void *instance, mr_task *task, const mr_source *source,
                   const mr_record *records, size_t count);

  /* Called once after the last map of a map task, also of one without records; may
   * emit.  NULL: nothing left. */
  mr_status (*map_finish)(void *instance, mr_task *task);

  /* Called once for each key of a sorted run, any number of times on the way;
   * emits records with the same key and the map's types.  Must be associative
   * and keep the meaning of reduce.  NULL: none.  Not with a stock combiner. */
  mr_status (*combine)(void *instance, mr_task *task, mr_bytes key, mr_values *values);

  /* Called once for each key of a partition, in ascending order; emits the
   * result.  NULL: with a stock combiner, its result is the result; without
   * one, every record is passed on as it is. */
  mr_status (*reduce)(void *instance, mr_task *task, mr_bytes key, mr_values *values);

  /* Writes for each record the partition it goes to, below task->partitions.
   * Called in the mapper with the records of one emit.  NULL: a hash of the key. */
  mr_status (*partition)(void *instance, mr_task *task, const mr_record *records, size_t count,
                         uint32_t *partitions);

  /* Below, equal to, or above 0 as `a` comes before, with, or after `b`.  Keys that
   * compare equal are one key, so a compare that finds different bytes equal
   * needs a partition that sends them to the same place.  Only for key types bytes
   * and utf8.  NULL: the order of the key type. */
  int32_t (*compare)(void *instance, mr_bytes a, mr_bytes b);

  /* How the host assigns keys to partitions: NULL or "hash" by a hash of the key; "range" by
   * ranges of keys in ascending order, whose bounds it finds by mapping a sample of the
   * input: then the job's parts, one after the other, are in order.  Keys that are equal
   * stay in one partition, so with few different keys some are empty.  Not with a partition
   * or compare of its own.  Since 1.1. */
  const char *partitioner;

  /* 1: map takes the lines of a text together.  Then a record of the format "text" is any
   * number of whole lines, with the newlines between them and without the last one's, under
   * the byte offset of the first; source->first_record still counts lines.  To cut them apart costs more
   * than a simple map does.  0: a record is one line.  Since 1.1. */
  uint32_t joins_lines;
  uint32_t reserved;

  /* The input format that the job reads where no --format is given: "text", "whole", the name of
   * one of this plugin's formats, or another plugin's, as --format has it.  NULL: the files say.
   * A plugin that has formats of its own sets it, or its job is refused without --format.
   * Since 1.2. */
  const char *format;

  /* The parameters that the job takes, parameter_count of them: all that any of its functions
   * asks for.  NULL: not declared; then a given parameter that no function has asked for by the
   * end of the first task is an error.  Not NULL with a count of 0: it takes none.
   * Since 1.2. */
  const mr_parameter_spec *const *parameters;

  /* The {name} parts of the layout that map reads, or attributes of the input format,
   * attribute_count of them: an input without one of them is refused.  For a part whose name is a parameter's value: MR_ATTRIBUTE above.
   * Since 1.2. */
  const char *const *attributes;
  uint32_t parameter_count;
  uint32_t attribute_count;
} mr_job;

/* Records of a file that follow one another, by their numbers from 1.  Since 1.3. */
typedef struct mr_record_range {
  uint64_t first;
  uint64_t last; /* UINT64_MAX: to the end of the file */
} mr_record_range;

/* One file, or one share of it, that an input format is to read. */
typedef struct mr_split {
  size_t size;             /* of this struct */
  const mr_source *source; /* first_record is 1 */
  mr_bytes content;        /* the whole file, uncompressed; lives until close */
  uint32_t index;          /* which share of the file's records this is: */
  uint32_t count;          /* index of count, 0 <= index < count.  Taken together,
                              the shares give every record exactly once, in order. */

  /* Records whose reading has killed a process, skip_count ranges in ascending order: next leaves
   * them out without looking at them.  A format that reads them nonetheless and dies of it once
   * more loses the rest of the file.  Since 1.3. */
  const mr_record_range *skip;
  size_t skip_count;
} mr_split;

/* An input format: turns the bytes of a file into records. */
typedef struct mr_input_format {
  size_t size;  /* of this struct: sizeof(mr_input_format) */
  uint32_t abi; /* MR_ABI_VERSION */
  mr_type key_type;
  mr_type value_type;
  uint32_t splittable;     /* 1 if open may be called with count > 1 */
  const char *name;        /* unique in the plugin; never NULL */
  const char *description; /* one line; may be NULL */
  const char *record_name; /* what a record is called in messages: "page"; NULL: "record" */

  /* Opens a share of a file and stores a reader in *reader.  Required. */
  mr_status (*open)(mr_task *task, const mr_split *split, void **reader);

  /* Writes up to `capacity` records to `out`, their number to `count` and the
   * number within the file of the first of them to `first_record` (from 1).
   * MR_OK with count > 0, MR_END with count 0.  The bytes live until the next
   * call of next or close.  Required. */
  mr_status (*next)(void *reader, mr_task *task, mr_record *out, size_t capacity, size_t *count,
                    uint64_t *first_record);

  /* Ends a reader that open made.  Called once, whatever the outcome.  Required. */
  void (*close)(void *reader);

  /* As those of a job: what the functions above ask for.  NULL: not declared.
   * Since 1.2. */
  const mr_parameter_spec *const *parameters;
  uint32_t parameter_count;
  uint32_t reserved;

  /* The names of what the functions above set by MR_ATTRIBUTES, attribute_count of them: records
   * have them besides the layout's {name} parts, and a job that reads one need not be refused.
   * Since 1.3. */
  const char *const *attributes;
  uint32_t attribute_count;
  uint32_t reserved_too;
} mr_input_format;

/* The plugin's table. */
typedef struct mr_plugin {
  size_t size;  /* of this struct: sizeof(mr_plugin) */
  uint32_t abi; /* MR_ABI_VERSION */
  uint32_t job_count;
  uint32_t format_count;
  uint32_t reserved;
  const char *name;             /* never NULL */
  const char *version;          /* of the plugin; may be NULL */
  const mr_job *const *jobs;    /* job_count tables; the first is the default */
  const mr_input_format *const *formats; /* format_count tables */
  const char *error;            /* why the plugin cannot be used here, as one line of UTF-8: then
                                   nothing else of the table is read; NULL: it can */
} mr_plugin;

/* The one exported function [host -> plugin].  Called once in a process, before
 * anything else; does no work and returns a table that lives as long as the
 * process.  NULL counts as an error. */
MR_EXPORT const mr_plugin *mr_plugin_entry(void);

/* ------------------------------------------------------------------ helpers
 * Inline, so that they need no library.  None of them is part of the ABI. */

static inline mr_bytes mr_make_bytes(const void *data, size_t size) {
  mr_bytes bytes = {data, size};
  return bytes;
}

static inline mr_bytes mr_string(const char *text) { return mr_make_bytes(text, strlen(text)); }

static inline int64_t mr_int64(mr_bytes bytes) {
  int64_t number = 0;
  if (bytes.size == sizeof number) memcpy(&number, bytes.data, sizeof number);
  return number;
}

static inline double mr_float64(mr_bytes bytes) {
  double number = 0;
  if (bytes.size == sizeof number) memcpy(&number, bytes.data, sizeof number);
  return number;
}

/* Sets the error text and gives the status back: `return mr_fail(task, MR_FATAL, "why");` */
static inline mr_status mr_fail(mr_task *task, mr_status status, const char *text) {
  task->host->set_error(task, mr_string(text));
  return status;
}

/* The parameter of that name, or size 0 and data NULL. */
static inline mr_bytes mr_parameter(mr_task *task, const char *name) {
  mr_bytes value = {NULL, 0};
  task->host->parameter(task, mr_string(name), &value);
  return value;
}

/* Reads a parameter that says yes (true, yes, 1) or no (false, no, 0); without it *flag is 0.
 * MR_FATAL, with the error set, for anything else. */
static inline mr_status mr_flag(mr_task *task, const char *name, int *flag) {
  static const char *const words[] = {"false", "no", "0", "true", "yes", "1"};
  mr_bytes value = {NULL, 0};
  *flag = 0;
  mr_status status = task->host->parameter(task, mr_string(name), &value);
  if (status != MR_OK) return status == MR_END ? MR_OK : status;
  for (int i = 0; i < 6; i++) {
    if (value.size != strlen(words[i]) || memcmp(value.data, words[i], value.size) != 0) continue;
    *flag = i >= 3;
    return MR_OK;
  }
  char text[256];
  snprintf(text, sizeof text, "parameter %.80s is \"%.*s\": give true or false", name,
           value.size < 80 ? (int)value.size : 80,
           value.size > 0 ? (const char *)value.data : "");
  return mr_fail(task, MR_FATAL, text);
}

/* Tells the host that the task lives; nothing with a host before 1.2. */
static inline void mr_progress(mr_task *task) {
  const mr_host *host = task->host;
  if (host->size >= offsetof(mr_host, progress) + sizeof host->progress) host->progress(task);
}

/* The attribute of that name, or size 0 and data NULL: for one that the layout may lack. */
static inline mr_bytes mr_source_attribute(const mr_source *source, mr_bytes name) {
  for (size_t i = 0; i < source->attribute_count; i++) {
    const mr_attribute *attribute = &source->attributes[i];
    if (attribute->name.size == name.size &&
        (name.size == 0 || memcmp(attribute->name.data, name.data, name.size) == 0))
      return attribute->value;
  }
  return mr_make_bytes(NULL, 0);
}

/* The attribute of that name, which the layout has to have: MR_FATAL, with the error set to name
 * those that it has, if it does not. */
static inline mr_status mr_required_attribute(mr_task *task, const mr_source *source,
                                              const char *name, mr_bytes *value) {
  char text[1024];
  size_t size = strlen(name);
  for (size_t i = 0; i < source->attribute_count; i++) {
    const mr_attribute *attribute = &source->attributes[i];
    if (attribute->name.size != size || memcmp(attribute->name.data, name, size) != 0) continue;
    *value = attribute->value;
    return MR_OK;
  }
  int used = snprintf(text, sizeof text, "the layout has no part {%.128s}; it has %s", name,
                      source->attribute_count == 0 ? "none" : "");
  for (size_t i = 0; i < source->attribute_count && used > 0 && used < 800; i++) {
    mr_bytes known = source->attributes[i].name;
    used += snprintf(text + used, sizeof text - (size_t)used, "%s{%.*s}", i == 0 ? "" : ", ",
                     known.size < 128 ? (int)known.size : 128,
                     known.size > 0 ? (const char *)known.data : "");
  }
  return mr_fail(task, MR_FATAL, text);
}

/* Collects single records into batches.  The bytes must stay where they are until
 * the flush.  Lives on the stack of one callback:
 *   mr_emitter out;
 *   mr_emitter_init(&out, task);
 *   ... if ((status = mr_emit(&out, key, value)) != MR_OK) return status; ...
 *   return mr_emitter_flush(&out); */
#define MR_EMITTER_CAPACITY 256
typedef struct mr_emitter {
  mr_task *task;
  size_t count;
  mr_record records[MR_EMITTER_CAPACITY];
} mr_emitter;

/* The records are left as they are: clearing them would cost more than a short map. */
#define mr_emitter_init(emitter, for_task) ((emitter)->task = (for_task), (emitter)->count = 0)

static inline mr_status mr_emitter_flush(mr_emitter *emitter) {
  size_t count = emitter->count;
  emitter->count = 0;
  return count == 0 ? MR_OK : emitter->task->host->emit(emitter->task, emitter->records, count);
}

static inline mr_status mr_emit(mr_emitter *emitter, mr_bytes key, mr_bytes value) {
  mr_record *record = &emitter->records[emitter->count];
  record->key = key;
  record->value = value;
  return ++emitter->count == MR_EMITTER_CAPACITY ? mr_emitter_flush(emitter) : MR_OK;
}

#ifdef __cplusplus
}
#endif

#endif /* MAPREDUCE_H */
