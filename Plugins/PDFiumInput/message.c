#include "message.h"

#include <stdarg.h>

enum { LONGEST = 4096 };

mr_status fail(mr_task *task, mr_status status, const char *format, ...) {
  char text[LONGEST];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  return mr_fail(task, status, text);
}
