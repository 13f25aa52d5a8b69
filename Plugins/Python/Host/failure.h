#pragma once

#include <mapreduce.h>

#pragma GCC visibility push(hidden)

/* Why the plugin cannot be used, for the table: one line, the last one set counts. */
void set_failure(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A table that says so. */
const mr_plugin *failed_plugin(void);

#pragma GCC visibility pop
