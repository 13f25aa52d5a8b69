#pragma once

#include <stdbool.h>

#pragma GCC visibility push(hidden)

/* What `python3 -m mapreduce build` wrote into the comment of the zip archive that follows the host
 * in the plugin's file. */
typedef struct settings {
  char library[4096];     /* libpython, as it was found when the plugin was built */
  char soname[256];       /* its name, for where it lies elsewhere */
  char version[16];       /* of the interpreter: "3.11" */
  char executable[4096];  /* the author's python, which tells its virtual environment */
  char home[4096];        /* where the standard library is */
} settings;

/* Reads them from the plugin's own file.  False with a failure set if they are not there. */
bool read_settings(int file, settings *settings);

#pragma GCC visibility pop
