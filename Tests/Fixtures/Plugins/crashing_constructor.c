/* Ends the process that loads it. */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void start(void) {
  fputs("the licence is missing\n", stderr);
  abort();
}
