/* What the C library offers to those who define _GNU_SOURCE before anything else, which Swift's
 * importer does not.  What a process gives up is in sandbox.h. */
#ifndef MR_PROCESS_H
#define MR_PROCESS_H

#include <stddef.h>
#include <stdint.h>

/* Gives free memory back to the system. */
void mr_trim_memory(void);

/* Has the allocator keep pieces of up to so many bytes for the next time that one is wanted: those that
 * come fresh from the system cost a fault for every page. */
void mr_keep_memory(int bytes);

/* Bytes that the allocator holds and nobody uses.  Looks through all that is free. */
size_t mr_free_memory(void);

/* Has what C code prints on standard output leave the process line by line. */
void mr_print_by_lines(void);

/* What it has printed so far leaves the process. */
void mr_flush_printed(void);

/* Names this thread, and those that it starts from now on; at most 15 bytes. */
void mr_name_thread(const char *name);

/* The kernel kills this process when the thread that started it ends. */
void mr_end_with_parent(void);

/* Processes whose parents end become children of this one. */
void mr_adopt_orphans(void);

/* Number of resource limits. */
int mr_limit_count(void);

/* Of this process, in bytes; 0 if the system does not tell. */
size_t mr_resident_memory(void);

/* What this process could write to and shares with nobody, its stack too, in bytes; 0 if the system does not tell. */
size_t mr_data_memory(void);

/* What of this process a plugin can change and the next job would meet.  Fingerprints, because all
 * that matters is whether they are what they were: a worker looks after each job. */
typedef struct mr_process_state {
  uint32_t mask;      /* for new files */
  uint32_t has_timer; /* 1: a timer of setitimer is set */
  uint64_t directory;
  uint64_t limits;
  uint64_t handlers; /* of signals */
  uint64_t locale;
  uint64_t environment;
  uint64_t user;
} mr_process_state;

/* As it is now.  No other thread may make files meanwhile: there is no way to read the mask for new
 * files but to set it. */
void mr_read_process_state(mr_process_state *state);

/* The files that are open, without sockets, event loops and the like: their number, and a fingerprint of
 * which they are. */
typedef struct mr_open_files {
  uint64_t fingerprint;
  int files;
  int sockets;
} mr_open_files;

/* 0 if the system does not tell. */
int mr_read_open_files(mr_open_files *files);

/* Writes the ids of up to `capacity` threads of this process, and gives the number of all; 0 if the system
 * does not tell. */
int mr_read_threads(int *threads, int capacity);

/* Exchanges two directories in one step.  0, or -1 with errno. */
int mr_exchange(const char *a, const char *b);

#endif
