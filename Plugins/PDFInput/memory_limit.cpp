#include "memory_limit.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>

namespace {

constexpr rlim_t room = rlim_t{1} << 30;

// The limit is the process's, whichever threads want one.
std::mutex lock;
int users = 0;
rlimit before;

// The size of the process in bytes; 0 if it cannot be told.
rlim_t size() {
  int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[64] = "";
  ssize_t length = read(file, text, sizeof text - 1);
  close(file);
  return length > 0 ? strtoull(text, nullptr, 10) * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) : 0;
}

}  // namespace

MemoryLimit::MemoryLimit() {
  std::lock_guard<std::mutex> guard(lock);
  if (users++ == 0 && getrlimit(RLIMIT_AS, &before) != 0) before = {RLIM_INFINITY, RLIM_INFINITY};
  rlim_t taken = size();
  rlimit limit = before;
  if (taken > 0) limit.rlim_cur = std::min(before.rlim_cur, taken + room);
  setrlimit(RLIMIT_AS, &limit);
}

MemoryLimit::~MemoryLimit() {
  std::lock_guard<std::mutex> guard(lock);
  if (--users == 0) setrlimit(RLIMIT_AS, &before);
}
