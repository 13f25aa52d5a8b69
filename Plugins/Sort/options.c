#include "options.h"

#include <stdbool.h>
#include <stdio.h>

static mr_status refuse(mr_task *task, const char *name, mr_bytes value, const char *remedy) {
  char text[300];
  snprintf(text, sizeof text, "parameter %s is \"%.*s\": %s", name,
           value.size < 80 ? (int)value.size : 80, value.data ? (const char *)value.data : "",
           remedy);
  return mr_fail(task, MR_FATAL, text);
}

static bool is(mr_bytes value, const char *word) {
  return strlen(word) == value.size && memcmp(word, value.data, value.size) == 0;
}

// Reads decimal digits from `*at` on. False if there are none, or the number is 0 or too large.
static bool read_number(const char **at, const char *end, size_t *number) {
  const char *start = *at;
  size_t result = 0;
  for (; *at < end && **at >= '0' && **at <= '9'; ++*at) {
    if (*at - start >= 15) return false;
    result = result * 10 + (size_t)(**at - '0');
  }
  *number = result;
  return result > 0;
}

// `5`, `1-10` or `5-`.
static bool read_columns(mr_bytes value, options *result) {
  const char *at = value.data, *end = at + value.size;
  if (!read_number(&at, end, &result->first)) return false;
  result->last = result->first;
  if (at == end) return true;
  if (*at++ != '-') return false;
  result->last = SIZE_MAX;
  if (at == end) return true;
  return read_number(&at, end, &result->last) && at == end && result->first <= result->last;
}

static mr_status read_field(mr_task *task, mr_bytes value, options *result) {
  const char *at = value.data, *end = at + value.size;
  if (!read_number(&at, end, &result->first) || at != end)
    return refuse(task, "field", value, "give the number of a field, from 1");
  result->by = BY_WORD;
  mr_bytes separator = mr_parameter(task, "separator");
  if (!separator.data) return MR_OK;
  result->by = BY_FIELD;
  if (is(separator, "\\t")) separator = mr_string("\t");
  if (separator.size != 1)
    return refuse(task, "separator", separator, "give one byte, or \\t for a tab");
  memcpy(&result->separator, separator.data, 1);
  return MR_OK;
}

mr_status options_read(mr_task *task, options *result) {
  *result = (options){.by = BY_LINE};
  mr_status status = mr_flag(task, "reverse", &result->reverse);
  if (status == MR_OK) status = mr_flag(task, "unique", &result->unique);
  if (status != MR_OK) return status;

  mr_bytes key = mr_parameter(task, "key"), field = mr_parameter(task, "field");
  if (key.data && field.data)
    return refuse(task, "field", field, "leave it out, or the parameter key");
  if (field.data) return read_field(task, field, result);
  mr_bytes separator = mr_parameter(task, "separator");
  if (separator.data) return refuse(task, "separator", separator, "it goes with field=NUMBER");
  if (!key.data) return MR_OK;
  result->by = BY_COLUMNS;
  if (read_columns(key, result)) return MR_OK;
  return refuse(task, "key", key, "give byte columns, from 1: 1-10, 5- or 7");
}

static bool is_blank(uint8_t byte) { return byte == ' ' || byte == '\t'; }

static mr_bytes word(const options *options, mr_bytes line) {
  const uint8_t *at = line.data, *end = at + line.size;
  for (size_t number = 1; at < end; number++) {
    while (at < end && is_blank(*at)) at++;
    const uint8_t *start = at;
    while (at < end && !is_blank(*at)) at++;
    if (number == options->first) return mr_make_bytes(start, (size_t)(at - start));
  }
  return mr_make_bytes(NULL, 0);
}

static mr_bytes field(const options *options, mr_bytes line) {
  const uint8_t *at = line.data, *end = at + line.size;
  for (size_t number = 1; at < end; number++) {
    const uint8_t *stop = memchr(at, options->separator, (size_t)(end - at));
    if (!stop) stop = end;
    if (number == options->first) return mr_make_bytes(at, (size_t)(stop - at));
    at = stop + 1;
  }
  return mr_make_bytes(NULL, 0);
}

mr_bytes options_key(const options *options, mr_bytes line) {
  switch (options->by) {
    case BY_LINE: return line;
    case BY_WORD: return word(options, line);
    case BY_FIELD: return field(options, line);
    case BY_COLUMNS: break;
  }
  if (line.size < options->first) return mr_make_bytes(NULL, 0);
  size_t last = line.size < options->last ? line.size : options->last;
  return mr_make_bytes((const uint8_t *)line.data + options->first - 1, last - options->first + 1);
}
