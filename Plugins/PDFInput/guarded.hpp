// The border between C++ and the host.
#ifndef PDFINPUT_GUARDED_HPP
#define PDFINPUT_GUARDED_HPP

#include <mapreduce.h>

#include <exception>

// No exception crosses the border.
template <typename Body>
mr_status guarded(mr_task *task, const Body &body) noexcept {
  try {
    return body();
  } catch (const std::exception &error) {
    return mr_fail(task, MR_FATAL, error.what());
  }
}

#endif
