// The words of this process's command line, as the kernel handed them over.
//
// Swift's CommandLine looks for them from where the environment lies, or in /proc: a preloaded library
// that calls setenv, or a system without /proc, leaves it with none, and no error.
#ifndef CARGUMENTS_H
#define CARGUMENTS_H

int mr_argument_count(void);

// index: from 0, the program's name, up to the count.
const char *mr_argument(int index);

#endif
