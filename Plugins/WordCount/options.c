#include "options.h"

mr_status options_read(mr_task *task, options *result) {
  mr_status status = mr_flag(task, "unicode", &result->unicode);
  if (status == MR_OK) status = mr_flag(task, "lowercase", &result->lowercase);
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
