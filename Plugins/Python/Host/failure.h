#pragma once

#pragma GCC visibility push(hidden)

/* Why the plugin cannot be used, for mr_plugin_error: one line, the last one set counts. */
void set_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* NULL if there is none. */
const char *failure(void);

#pragma GCC visibility pop
