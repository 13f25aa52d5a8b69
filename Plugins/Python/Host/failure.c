#include "failure.h"

#include <stdarg.h>
#include <stdio.h>

static char text[4096];

void set_failure(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
}

const char *failure(void) { return text[0] == 0 ? NULL : text; }
