#include "options.h"

mr_status options_read(mr_task *task, options *result) {
  mr_status status = task->host->parameter(task, mr_string("pattern"), &result->pattern);
  if (status == MR_END)
    return mr_fail(task, MR_FATAL, "parameter pattern is missing: give a regular expression");
  if (!result->pattern.data) result->pattern = mr_string("");
  if (status == MR_OK) status = mr_flag(task, "fixed", &result->fixed);
  if (status == MR_OK) status = mr_flag(task, "ignore-case", &result->ignore_case);
  if (status == MR_OK) status = mr_flag(task, "word", &result->word);
  if (status == MR_OK) status = mr_flag(task, "invert", &result->invert);
  return status;
}
