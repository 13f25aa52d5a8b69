#pragma once

#include <limits.h>
#include <stdbool.h>

/* What `python3 -m mapreduce build` wrote into the comment of the zip archive that follows the host
 * in the plugin's file. */
typedef struct settings {
  char library[PATH_MAX];    /* libpython, as it was found when the plugin was built */
  char soname[NAME_MAX];     /* its name, for where it lies elsewhere */
  char version[16];          /* of the interpreter: "3.11" */
  char executable[PATH_MAX]; /* the author's python, which tells its virtual environment */
  char home[PATH_MAX];       /* where the standard library is */
} settings;

/* Reads them from the plugin's own file.  False with a failure set if they are not there. */
bool read_settings(int file, settings *settings);
