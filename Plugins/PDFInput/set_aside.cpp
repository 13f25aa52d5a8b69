#include "set_aside.hpp"

mr_status set_aside(mr_task *task, const std::string &path, uint64_t number, const Trouble &trouble) {
  const auto *bad_records =
      static_cast<const mr_bad_records *>(task->host->extension(task, MR_BAD_RECORDS));
  if (!bad_records) return mr_fail(task, MR_FATAL, (path + ": " + trouble.reason).c_str());
  return bad_records->set_aside(task, number, mr_string(trouble.kind),
                                mr_make_bytes(trouble.reason.data(), trouble.reason.size()));
}
