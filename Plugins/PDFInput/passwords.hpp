// The passwords that a job gives for its documents.
#ifndef PDFINPUT_PASSWORDS_HPP
#define PDFINPUT_PASSWORDS_HPP

#include <mapreduce.h>

#include <string>
#include <vector>

struct Passwords {
  // Those to try, in their order, in UTF-8.
  std::vector<std::string> all;
  // Why the file of passwords cannot be read. Empty if it can, or if there is none.
  std::string trouble;
};

// By the parameters pdf.password and pdf.password-file, whose lines are `PASSWORD`, or
// `PATTERN<TAB>PASSWORD` for the files whose path below the layout's fixed part, or whose whole path, the
// pattern matches as the shell's does.
Passwords passwords_of(mr_task *task, const mr_source *source);

#endif
