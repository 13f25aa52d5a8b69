// Input that cannot be read, told to the host.
#ifndef PDFINPUT_SET_ASIDE_HPP
#define PDFINPUT_SET_ASIDE_HPP

#include <mapreduce.h>

#include <string>

// Why something cannot be read: a short word, and a sentence.
struct Trouble {
  const char *kind;
  std::string reason;
};

// Sets a page aside, or all that has not been read of the document: number 0.
// Returns what MR_BAD_RECORDS says; a failure where the host does not have it.
mr_status set_aside(mr_task *task, const std::string &path, uint64_t number, const Trouble &trouble);

#endif
