// Total-order sort of lines as a plain C program with threads: what `mr` is compared with.
//
//   cc -O2 -pthread sort-threads.c -o sort-threads
//   sort-threads THREADS FILE... > result
//
// Lines are compared bytewise; every file ends with a newline. The files are mapped into memory;
// each thread sorts the lines of an equal share of every file by their first eight bytes, then by
// the rest; at the end the threads' lines are merged into the output.

#include <endian.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct line {
  uint64_t prefix;  // the first eight bytes, big-endian, filled up with zeros
  const uint8_t *text;
  size_t length;  // without the newline
} line;

typedef struct file {
  const uint8_t *data;
  size_t size;
} file;

typedef struct worker {
  pthread_t thread;
  const file *files;
  size_t file_count;
  size_t index;  // which share of each file
  size_t count;  // of how many
  line *lines;
  size_t used, capacity;
} worker;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static int compare(const void *a, const void *b) {
  const line *left = a, *right = b;
  if (left->prefix != right->prefix) return left->prefix < right->prefix ? -1 : 1;
  size_t common = left->length < right->length ? left->length : right->length;
  int order = memcmp(left->text, right->text, common);
  if (order != 0) return order;
  return (left->length > right->length) - (left->length < right->length);
}

static void add(worker *self, const uint8_t *text, size_t length) {
  if (self->used == self->capacity) {
    self->capacity = self->capacity ? 2 * self->capacity : 1 << 16;
    self->lines = realloc(self->lines, self->capacity * sizeof(line));
    if (!self->lines) fail("realloc");
  }
  uint64_t prefix = 0;
  memcpy(&prefix, text, length < sizeof prefix ? length : sizeof prefix);
  self->lines[self->used++] = (line){be64toh(prefix), text, length};
}

// Where share `index` of `count` begins: after a newline, or at the file's start or end.
static size_t share_start(const file *file, size_t index, size_t count) {
  size_t at = (size_t)((unsigned __int128)file->size * index / count);
  if (at == 0 || at == file->size) return at;
  const uint8_t *newline = memchr(file->data + at - 1, '\n', file->size - at + 1);
  return newline ? (size_t)(newline - file->data) + 1 : file->size;
}

static void *work(void *argument) {
  worker *self = argument;
  for (size_t i = 0; i < self->file_count; i++) {
    const file *file = &self->files[i];
    const uint8_t *at = file->data + share_start(file, self->index, self->count);
    const uint8_t *end = file->data + share_start(file, self->index + 1, self->count);
    while (at < end) {
      const uint8_t *newline = memchr(at, '\n', (size_t)(end - at));
      if (!newline) newline = end;
      add(self, at, (size_t)(newline - at));
      at = newline + 1;
    }
  }
  qsort(self->lines, self->used, sizeof(line), compare);
  return NULL;
}

static file map_file(const char *path) {
  int descriptor = open(path, O_RDONLY);
  struct stat status;
  if (descriptor < 0 || fstat(descriptor, &status) != 0) fail(path);
  file result = {(const uint8_t *)"", (size_t)status.st_size};
  if (result.size > 0) {
    void *data = mmap(NULL, result.size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (data == MAP_FAILED) fail(path);
    result.data = data;
  }
  close(descriptor);
  return result;
}

static void write_merged(const worker *workers, size_t count) {
  static char buffer[1 << 20];
  setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
  size_t *next = calloc(count, sizeof(size_t));
  if (!next) fail("calloc");
  while (1) {
    size_t least = count;
    for (size_t i = 0; i < count; i++) {
      if (next[i] == workers[i].used) continue;
      if (least == count ||
          compare(&workers[i].lines[next[i]], &workers[least].lines[next[least]]) < 0)
        least = i;
    }
    if (least == count) break;
    const line *line = &workers[least].lines[next[least]++];
    fwrite_unlocked(line->text, 1, line->length, stdout);
    putc_unlocked('\n', stdout);
  }
  if (fflush(stdout) != 0) fail("stdout");
}

int main(int argc, char **argv) {
  int threads = argc > 2 ? atoi(argv[1]) : 0;
  if (threads < 1) {
    fprintf(stderr, "usage: %s THREADS FILE...\n", argv[0]);
    return 2;
  }
  size_t file_count = (size_t)argc - 2;
  file *files = calloc(file_count, sizeof(file));
  worker *workers = calloc((size_t)threads, sizeof(worker));
  if (!files || !workers) fail("calloc");
  for (size_t i = 0; i < file_count; i++) files[i] = map_file(argv[i + 2]);
  for (size_t i = 0; i < (size_t)threads; i++) {
    workers[i] = (worker){.files = files, .file_count = file_count, .index = i};
    workers[i].count = (size_t)threads;
    if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0) fail("pthread_create");
  }
  for (int i = 0; i < threads; i++) pthread_join(workers[i].thread, NULL);
  write_merged(workers, (size_t)threads);
  return 0;
}
