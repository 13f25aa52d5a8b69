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

const mr_plugin *failed_plugin(void) {
  static const mr_plugin plugin = {
      .size = sizeof plugin, .abi = MR_ABI_VERSION, .name = "python", .error = text};
  return &plugin;
}
