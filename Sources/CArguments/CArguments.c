#include "CArguments.h"

static int words_count;
static char **words;

// glibc calls constructors with what main will be called with.
__attribute__((constructor)) static void keep(int count, char **arguments) {
  words_count = count;
  words = arguments;
}

int mr_argument_count(void) { return words_count; }

const char *mr_argument(int index) { return words[index]; }
