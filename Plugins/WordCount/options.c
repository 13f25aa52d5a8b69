#include "options.h"

#include <stdio.h>

static bool is_one_of(mr_bytes value, const char *const *words) {
  for (; *words; words++)
    if (strlen(*words) == value.size && memcmp(*words, value.data, value.size) == 0) return true;
  return false;
}

static mr_status read_flag(mr_task *task, const char *name, bool *flag) {
  static const char *const yes[] = {"true", "yes", "1", NULL};
  static const char *const no[] = {"false", "no", "0", NULL};
  mr_bytes value;
  mr_status status = task->host->parameter(task, mr_string(name), &value);
  *flag = false;
  if (status == MR_END) return MR_OK;
  if (status != MR_OK) return status;
  *flag = is_one_of(value, yes);
  if (*flag || is_one_of(value, no)) return MR_OK;

  char text[200];
  snprintf(text, sizeof text, "parameter %s is \"%.*s\": give true or false", name,
           value.size < 80 ? (int)value.size : 80, value.data ? (const char *)value.data : "");
  return mr_fail(task, MR_FATAL, text);
}

mr_status options_read(mr_task *task, options *result) {
  mr_status status = read_flag(task, "unicode", &result->unicode);
  if (status == MR_OK) status = read_flag(task, "lowercase", &result->lowercase);
  if (status != MR_OK) return status;

  status = task->host->parameter(task, mr_string("by"), &result->by);
  if (status == MR_END) {
    result->by = mr_make_bytes(NULL, 0);
    return MR_OK;
  }
  if (status == MR_OK && result->by.size == 0)
    return mr_fail(task, MR_FATAL, "parameter by is empty: give the name of an attribute");
  return status;
}
