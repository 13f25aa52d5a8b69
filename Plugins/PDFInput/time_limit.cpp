#include "time_limit.hpp"

#include <charconv>

namespace {

constexpr uint32_t standard = 30;
// A day.
constexpr uint32_t most = 86400;

}  // namespace

mr_status page_seconds(mr_task *task, uint32_t &seconds) {
  seconds = standard;
  mr_bytes value = {nullptr, 0};
  mr_status status = task->host->parameter(task, mr_string("pdf.page-timeout"), &value);
  if (status != MR_OK) return status == MR_END ? MR_OK : status;
  auto first = static_cast<const char *>(value.data), last = first + value.size;
  auto [end, error] = std::from_chars(first, last, seconds);
  if (error == std::errc() && end == last && seconds <= most) return MR_OK;
  return mr_fail(task, MR_FATAL, "parameter pdf.page-timeout: give seconds, 86400 at most");
}

void say_reading(mr_task *task, uint64_t number, uint32_t seconds) {
  const auto *bad_records =
      static_cast<const mr_bad_records *>(task->host->extension(task, MR_BAD_RECORDS));
  constexpr size_t needed = offsetof(mr_bad_records, reading) + sizeof bad_records->reading;
  if (bad_records && bad_records->size >= needed) bad_records->reading(task, number, seconds);
}
