// Word count as a plain C program with threads: what `mr` is compared with.
//
//   cc -O2 -pthread wordcount-threads.c -o wordcount-threads
//   wordcount-threads THREADS FILE... > result
//
// A word is a longest run of ASCII letters. Writes word<TAB>count lines, sorted bytewise. The
// files are mapped into memory; each thread takes an equal share of every file, cut at white
// space, and counts into a hash table of its own; at the end the tables are merged and sorted.

#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct entry {
  const uint8_t *word;  // in a mapped file; NULL in an empty slot
  uint32_t length;
  uint32_t hash;
  uint64_t count;
} entry;

typedef struct table {
  entry *slots;
  size_t capacity;  // a power of two
  size_t used;
} table;

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
  table words;
} worker;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void table_init(table *table, size_t capacity) {
  table->slots = calloc(capacity, sizeof(entry));
  if (!table->slots) fail("calloc");
  table->capacity = capacity;
  table->used = 0;
}

static void table_grow(table *old);

static void table_add(table *table, const uint8_t *word, uint32_t length, uint32_t hash,
                      uint64_t count) {
  size_t mask = table->capacity - 1;
  size_t i = hash & mask;
  while (table->slots[i].word) {
    entry *slot = &table->slots[i];
    if (slot->hash == hash && slot->length == length && memcmp(slot->word, word, length) == 0) {
      slot->count += count;
      return;
    }
    i = (i + 1) & mask;
  }
  table->slots[i] = (entry){word, length, hash, count};
  if (++table->used * 2 > table->capacity) table_grow(table);
}

static void table_grow(table *old) {
  table bigger;
  table_init(&bigger, old->capacity * 2);
  for (size_t i = 0; i < old->capacity; i++) {
    const entry *slot = &old->slots[i];
    if (slot->word) table_add(&bigger, slot->word, slot->length, slot->hash, slot->count);
  }
  free(old->slots);
  *old = bigger;
}

static uint8_t is_letter[256];

static void count_words(table *table, const uint8_t *at, const uint8_t *end) {
  while (at < end) {
    while (at < end && !is_letter[*at]) at++;
    const uint8_t *word = at;
    uint32_t hash = 2166136261u;  // FNV-1a
    while (at < end && is_letter[*at]) hash = (hash ^ *at++) * 16777619u;
    if (at > word) table_add(table, word, (uint32_t)(at - word), hash, 1);
  }
}

// Where share `index` of `count` begins: after white space, or at the file's start or end.
static size_t share_start(const file *file, size_t index, size_t count) {
  size_t at = (size_t)((unsigned __int128)file->size * index / count);
  if (at == 0) return 0;
  while (at < file->size && file->data[at - 1] != ' ' && file->data[at - 1] != '\n') at++;
  return at;
}

static void *work(void *argument) {
  worker *self = argument;
  for (size_t i = 0; i < self->file_count; i++) {
    const file *file = &self->files[i];
    count_words(&self->words, file->data + share_start(file, self->index, self->count),
                file->data + share_start(file, self->index + 1, self->count));
  }
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
    madvise(data, result.size, MADV_SEQUENTIAL);
    result.data = data;
  }
  close(descriptor);
  return result;
}

static int by_word(const void *a, const void *b) {
  const entry *left = a, *right = b;
  uint32_t common = left->length < right->length ? left->length : right->length;
  int order = memcmp(left->word, right->word, common);
  if (order != 0) return order;
  return (left->length > right->length) - (left->length < right->length);
}

static void write_sorted(table *table) {
  size_t count = 0;
  for (size_t i = 0; i < table->capacity; i++)
    if (table->slots[i].word) table->slots[count++] = table->slots[i];
  qsort(table->slots, count, sizeof(entry), by_word);
  for (size_t i = 0; i < count; i++) {
    const entry *slot = &table->slots[i];
    fwrite(slot->word, 1, slot->length, stdout);
    printf("\t%llu\n", (unsigned long long)slot->count);
  }
  if (fflush(stdout) != 0) fail("stdout");
}

int main(int argc, char **argv) {
  int threads = argc > 2 ? atoi(argv[1]) : 0;
  if (threads < 1) {
    fprintf(stderr, "usage: %s THREADS FILE...\n", argv[0]);
    return 2;
  }
  for (int c = 'a'; c <= 'z'; c++) is_letter[c] = is_letter[c - 'a' + 'A'] = 1;

  size_t file_count = (size_t)argc - 2;
  file *files = calloc(file_count, sizeof(file));
  worker *workers = calloc((size_t)threads, sizeof(worker));
  if (!files || !workers) fail("calloc");
  for (size_t i = 0; i < file_count; i++) files[i] = map_file(argv[i + 2]);

  for (int i = 0; i < threads; i++) {
    worker *self = &workers[i];
    *self = (worker){.files = files, .file_count = file_count};
    self->index = (size_t)i;
    self->count = (size_t)threads;
    table_init(&self->words, 1 << 16);
    if (pthread_create(&self->thread, NULL, work, self) != 0) fail("pthread_create");
  }
  for (int i = 0; i < threads; i++) pthread_join(workers[i].thread, NULL);

  table *all = &workers[0].words;
  for (int i = 1; i < threads; i++) {
    const table *words = &workers[i].words;
    for (size_t j = 0; j < words->capacity; j++) {
      const entry *slot = &words->slots[j];
      if (slot->word) table_add(all, slot->word, slot->length, slot->hash, slot->count);
    }
  }
  write_sorted(all);
  return 0;
}
