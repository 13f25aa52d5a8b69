#include "literal.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

typedef struct scan {
  const uint8_t *at, *end;
  int depth;           // of groups
  uint8_t *run;        // the text being read, which every match has at this place
  size_t size;         // of it
  uint8_t *best;       // the longest text so far
  size_t best_size;
} scan;

static void end_run(scan *scan) {
  if (scan->size > scan->best_size) {
    scan->best = scan->run;
    scan->best_size = scan->size;
  }
  scan->run += scan->size;
  scan->size = 0;
}

static void add(scan *scan, uint8_t byte) {
  // What is in a group may be repeated, or be one of several.
  if (scan->depth == 0) scan->run[scan->size++] = byte;
}

// The last character need not be there.
static void take_back(scan *scan) {
  while (scan->size > 0 && (scan->run[--scan->size] & 0xc0) == 0x80) continue;
  end_run(scan);
}

// Past `[…]`, whose first byte was read. False for what is not looked into.
static bool skip_class(scan *scan) {
  if (scan->at < scan->end && *scan->at == '^') scan->at++;
  if (scan->at < scan->end && *scan->at == ']') scan->at++;
  for (; scan->at < scan->end; scan->at++) {
    switch (*scan->at) {
      case ']':
        scan->at++;
        return true;
      case '\\':
        if (++scan->at < scan->end && (*scan->at == 'Q' || *scan->at == 'E')) return false;
        break;
      case '[':  // [:alpha:]
        return false;
      default:
        break;
    }
  }
  return false;
}

// Past `{2,3}`, whose first byte was read. False if it is something else.
static bool skip_counts(scan *scan) {
  while (scan->at < scan->end && (isdigit(*scan->at) || *scan->at == ',')) scan->at++;
  return scan->at < scan->end && *scan->at++ == '}';
}

// Past what follows a backslash.
static bool escape(scan *scan) {
  uint8_t byte = *scan->at++;
  if (ispunct(byte)) {
    add(scan, byte);
    return true;
  }
  end_run(scan);
  return byte != 0 && strchr("bBdDsSwW", byte);  // others may take arguments
}

// Reads one element of the pattern. False for what is not looked into.
static bool element(scan *scan) {
  uint8_t byte = *scan->at++;
  switch (byte) {
    case '\\':
      return scan->at < scan->end && escape(scan);
    case '[':
      end_run(scan);
      return skip_class(scan);
    case '(':  // (?i) and its like change what follows
      if (scan->at < scan->end && (*scan->at == '?' || *scan->at == '*')) return false;
      end_run(scan);
      scan->depth++;
      return true;
    case ')':
      scan->depth--;
      return true;
    case '|':
      return scan->depth > 0;
    case '?':
    case '*':
      take_back(scan);
      return true;
    case '{':
      take_back(scan);
      return skip_counts(scan);
    case '+':
    case '.':
    case '^':
    case '$':
      end_run(scan);
      return true;
    default:
      add(scan, byte);
      return true;
  }
}

size_t literal_find(const uint8_t *pattern, size_t size, uint8_t *text) {
  scan scan = {.at = pattern, .end = pattern + size, .run = text, .best = text};
  while (scan.at < scan.end)
    if (!element(&scan)) return 0;
  end_run(&scan);
  memmove(text, scan.best, scan.best_size);
  return scan.best_size;
}

size_t literal_quote(const uint8_t *text, size_t size, uint8_t *pattern) {
  size_t written = 0;
  for (size_t i = 0; i < size; i++) {
    if (ispunct(text[i])) pattern[written++] = '\\';
    pattern[written++] = text[i];
  }
  return written;
}
