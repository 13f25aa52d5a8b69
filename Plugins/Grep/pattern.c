#include "pattern.h"

#include <stdio.h>
#include <stdlib.h>

#include "literal.h"

// A pattern that nests repetitions takes the memory of a worker otherwise.
static const size_t stack_limit = 32 << 20;  // bytes, of JIT code
static const uint32_t heap_limit = 32 << 10;  // KiB, without JIT

void pattern_error_text(int error, char *text, size_t capacity) {
  if (pcre2_get_error_message(error, (PCRE2_UCHAR *)text, capacity) < 0)
    snprintf(text, capacity, "PCRE2 error %d", error);
}

static mr_status no_memory(mr_task *task) {
  return mr_fail(task, MR_RETRY, "no memory for the pattern");
}

static mr_status refuse(mr_task *task, mr_bytes text, int error, size_t offset) {
  char why[256], message[700];
  pattern_error_text(error, why, sizeof why);
  size_t characters = 0;
  for (size_t i = 0; i < offset; i++)
    characters += (((const uint8_t *)text.data)[i] & 0xc0) != 0x80;
  snprintf(message, sizeof message, "parameter pattern: %s after character %zu of \"%.*s\"", why,
           characters, text.size < 400 ? (int)text.size : 400, (const char *)text.data);
  return mr_fail(task, MR_FATAL, message);
}

// Text is UTF-8. What is not valid in a line is no character and matches nothing, but the rest of
// the line is searched.
static mr_status compile(pcre2_code **code, mr_task *task, const options *options, mr_bytes text,
                         uint32_t more, pcre2_compile_context *context) {
  uint32_t flags = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | more;
  if (options->ignore_case) flags |= PCRE2_CASELESS;
  int error;
  size_t offset;
  *code = pcre2_compile(text.data, text.size, flags, &error, &offset, context);
  if (!*code) return refuse(task, text, error, offset);
  pcre2_jit_compile(*code, PCRE2_JIT_COMPLETE);  // where there is no JIT, it works without
  return MR_OK;
}

static mr_status compile_pattern(pattern *pattern, mr_task *task, const options *options,
                                 mr_bytes text) {
  pcre2_compile_context *context = pcre2_compile_context_create(NULL);
  if (!context) return no_memory(task);
  // Whatever PCRE2 was built for: a line ends with a newline, and everything else is part of it.
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  if (options->word) pcre2_set_compile_extra_options(context, PCRE2_EXTRA_MATCH_WORD);
  // Classes such as \w go by Unicode. \C would split characters.
  mr_status status = compile(&pattern->code, task, options, text,
                             PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, context);
  pcre2_compile_context_free(context);
  return status;
}

// A single character is in too many lines.
static const size_t least_literal = 2;

static mr_status compile_literal(pattern *pattern, mr_task *task, const options *options,
                                 mr_bytes text, uint8_t *scratch) {
  // Inverted, most lines are wanted: there is nothing to skip.
  if (options->invert) return MR_OK;
  size_t size = literal_find(text.data, text.size, scratch);
  if (size < least_literal) return MR_OK;
  mr_bytes literal = mr_make_bytes(scratch, size);
  return compile(&pattern->literal, task, options, literal, PCRE2_LITERAL, NULL);
}

static mr_status compile_all(pattern *pattern, mr_task *task, const options *options,
                             uint8_t *scratch) {
  mr_bytes text = options->pattern;
  if (options->fixed)
    text = mr_make_bytes(scratch, literal_quote(text.data, text.size, scratch));
  mr_status status = compile_pattern(pattern, task, options, text);
  scratch += 2 * options->pattern.size;
  return status == MR_OK ? compile_literal(pattern, task, options, text, scratch) : status;
}

mr_status pattern_open(pattern *pattern, mr_task *task, const options *options) {
  pattern->match = pcre2_match_data_create(1, NULL);
  pattern->context = pcre2_match_context_create(NULL);
  pattern->stack = pcre2_jit_stack_create(64 << 10, stack_limit, NULL);
  // The text quoted takes twice its size, and the literal no more than that.
  uint8_t *scratch = malloc(4 * options->pattern.size + 1);
  mr_status status = MR_OK;
  if (!pattern->match || !pattern->context || !scratch) status = no_memory(task);
  if (status == MR_OK) {
    pcre2_set_heap_limit(pattern->context, heap_limit);
    if (pattern->stack) pcre2_jit_stack_assign(pattern->context, NULL, pattern->stack);
    status = compile_all(pattern, task, options, scratch);
  }
  free(scratch);
  return status;
}

void pattern_free(pattern *pattern) {
  pcre2_code_free(pattern->code);
  pcre2_code_free(pattern->literal);
  pcre2_match_data_free(pattern->match);
  pcre2_match_context_free(pattern->context);
  pcre2_jit_stack_free(pattern->stack);
}

const uint8_t *pattern_hint(pattern *pattern, const uint8_t *at, const uint8_t *end) {
  int found = pcre2_match(pattern->literal, at, (size_t)(end - at), 0, 0, pattern->match,
                          pattern->context);
  return found < 0 ? NULL : at + pcre2_get_ovector_pointer(pattern->match)[0];
}

int pattern_matches(pattern *pattern, const uint8_t *line, size_t size) {
  int found = pcre2_match(pattern->code, line, size, 0, 0, pattern->match, pattern->context);
  return found == PCRE2_ERROR_NOMATCH ? 0 : found < 0 ? found : 1;
}
