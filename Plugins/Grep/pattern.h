// A compiled pattern.
#ifndef GREP_PATTERN_H
#define GREP_PATTERN_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "options.h"

typedef struct pattern {
  pcre2_code *code;
  // Finds text that every match contains, at memory speed; NULL: there is none to look for.
  pcre2_code *literal;
  pcre2_match_data *match;
  pcre2_match_context *context;
  pcre2_jit_stack *stack;
} pattern;

// Compiles what the parameters ask for. MR_FATAL, with the error set, for what is no regular
// expression. `pattern_free` is due in any case.
mr_status pattern_open(pattern *pattern, mr_task *task, const options *options);
void pattern_free(pattern *pattern);

// The next place at or after `at` in lines that end before `end` where a line can match: the
// start of text that is part of every match. NULL: none of them matches. Only if there is a
// `literal`.
const uint8_t *pattern_hint(pattern *pattern, const uint8_t *at, const uint8_t *end);

// 1 if the line matches, 0 if it does not; below that, why PCRE2 gives up.
int pattern_matches(pattern *pattern, const uint8_t *line, size_t size);

// Writes PCRE2's text for an error.
void pattern_error_text(int error, char *text, size_t capacity);

#endif
