#define _GNU_SOURCE
#include "settings.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"

/* The record that ends a zip archive: 22 bytes, of which the last two are the size of the comment
 * that follows it. */
enum { END_SIZE = 22, COMMENT_LIMIT = 65535 };
static const char end_signature[] = "PK\5\6";
static const char title[] = "mapreduce-python 1\n";

/* The comment's text, which ends with a NUL; NULL if the bytes do not end with an archive that
 * has one of ours. */
static const char *find_comment(const char *bytes, size_t size) {
  for (size_t start = size < END_SIZE ? 0 : size - END_SIZE + 1; start-- > 0;) {
    const unsigned char *end = (const unsigned char *)bytes + start;
    size_t comment = size - start - END_SIZE;
    if (memcmp(end, end_signature, 4) == 0 && (end[20] | (size_t)end[21] << 8) == comment) {
      const char *text = bytes + start + END_SIZE;
      return strncmp(text, title, sizeof title - 1) == 0 ? text + sizeof title - 1 : NULL;
    }
  }
  return NULL;
}

/* Copies the rest of the line `name=…`.  False if there is none, or no room for it. */
static bool copy_value(const char *text, const char *name, char *value, size_t capacity) {
  size_t length = strlen(name);
  for (const char *line = text; *line != 0;) {
    const char *end = strchr(line, '\n');
    if (end == NULL) return false;
    if (strncmp(line, name, length) == 0 && line[length] == '=') {
      line += length + 1;
      if ((size_t)(end - line) >= capacity) return false;
      memcpy(value, line, (size_t)(end - line));
      value[end - line] = 0;
      return true;
    }
    line = end + 1;
  }
  return false;
}

static bool parse(const char *bytes, size_t size, settings *settings) {
  const char *text = find_comment(bytes, size);
  return text != NULL &&
         copy_value(text, "library", settings->library, sizeof settings->library) &&
         copy_value(text, "soname", settings->soname, sizeof settings->soname) &&
         copy_value(text, "version", settings->version, sizeof settings->version) &&
         copy_value(text, "executable", settings->executable, sizeof settings->executable) &&
         copy_value(text, "home", settings->home, sizeof settings->home);
}

bool read_settings(int file, settings *settings) {
  struct stat status;
  if (fstat(file, &status) != 0) {
    set_failure("the plugin's own file cannot be read: %s", strerror(errno));
    return false;
  }
  size_t size = END_SIZE + COMMENT_LIMIT;
  if ((uintmax_t)status.st_size < size) size = (size_t)status.st_size;
  char *bytes = malloc(size + 1);
  bool found = false;
  if (bytes != NULL && pread(file, bytes, size, status.st_size - (off_t)size) == (ssize_t)size) {
    bytes[size] = 0;
    found = parse(bytes, size, settings);
  }
  free(bytes);
  if (!found) {
    set_failure("no Python program is appended to the host for Python plugins; "
                "build one with `python3 -m mapreduce build job.py -o job.so`");
  }
  return found;
}
