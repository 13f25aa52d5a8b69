// Inverted index as a plain C program with threads: what `mr` is compared with.
//
//   cc -O2 -pthread inverted-index-threads.c -o inverted-index-threads
//   inverted-index-threads THREADS FILE... > result
//
// A word is a longest run of ASCII letters. Writes word<TAB>document,document,… lines, sorted
// bytewise; a document is a file's name without its directories. The files, in the order of their
// names, are mapped into memory and dealt to the threads in equal ranges; each thread has a hash
// table of its own; at the end the tables are merged and sorted.

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
  uint32_t count;
  uint32_t capacity;
  uint32_t *documents;  // indices of files, ascending
} entry;

typedef struct table {
  entry *slots;
  size_t capacity;  // a power of two
  size_t used;
} table;

typedef struct worker {
  pthread_t thread;
  char **paths;
  uint32_t first, end;
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

static void table_grow(table *table) {
  struct table bigger;
  table_init(&bigger, table->capacity * 2);
  bigger.used = table->used;
  for (size_t i = 0; i < table->capacity; i++) {
    if (!table->slots[i].word) continue;
    size_t at = table->slots[i].hash & (bigger.capacity - 1);
    while (bigger.slots[at].word) at = (at + 1) & (bigger.capacity - 1);
    bigger.slots[at] = table->slots[i];
  }
  free(table->slots);
  *table = bigger;
}

static entry *table_find(table *table, const uint8_t *word, uint32_t length, uint32_t hash) {
  if (table->used * 2 >= table->capacity) table_grow(table);
  size_t mask = table->capacity - 1;
  size_t i = hash & mask;
  for (; table->slots[i].word; i = (i + 1) & mask) {
    entry *slot = &table->slots[i];
    if (slot->hash == hash && slot->length == length && memcmp(slot->word, word, length) == 0)
      return slot;
  }
  table->used++;
  table->slots[i] = (entry){.word = word, .length = length, .hash = hash};
  return &table->slots[i];
}

static void append(entry *entry, const uint32_t *documents, uint32_t count) {
  if (entry->count + count > entry->capacity) {
    entry->capacity = 2 * (entry->count + count);
    entry->documents = realloc(entry->documents, entry->capacity * sizeof(uint32_t));
    if (!entry->documents) fail("realloc");
  }
  memcpy(entry->documents + entry->count, documents, count * sizeof(uint32_t));
  entry->count += count;
}

static uint8_t is_letter[256];

static void index_words(table *table, uint32_t document, const uint8_t *at, const uint8_t *end) {
  while (at < end) {
    while (at < end && !is_letter[*at]) at++;
    const uint8_t *word = at;
    uint32_t hash = 2166136261u;  // FNV-1a
    while (at < end && is_letter[*at]) hash = (hash ^ *at++) * 16777619u;
    if (at == word) continue;
    entry *entry = table_find(table, word, (uint32_t)(at - word), hash);
    if (entry->count == 0 || entry->documents[entry->count - 1] != document)
      append(entry, &document, 1);
  }
}

static void *work(void *argument) {
  worker *self = argument;
  for (uint32_t i = self->first; i < self->end; i++) {
    int descriptor = open(self->paths[i], O_RDONLY);
    struct stat status;
    if (descriptor < 0 || fstat(descriptor, &status) != 0) fail(self->paths[i]);
    size_t size = (size_t)status.st_size;
    if (size > 0) {
      // Stays mapped: words point into it.
      const uint8_t *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (data == MAP_FAILED) fail(self->paths[i]);
      index_words(&self->words, i, data, data + size);
    }
    close(descriptor);
  }
  return NULL;
}

static const char *name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static int by_name(const void *a, const void *b) {
  return strcmp(name(*(char *const *)a), name(*(char *const *)b));
}

static int by_word(const void *a, const void *b) {
  const entry *left = a, *right = b;
  uint32_t common = left->length < right->length ? left->length : right->length;
  int order = memcmp(left->word, right->word, common);
  if (order != 0) return order;
  return (left->length > right->length) - (left->length < right->length);
}

static void write_sorted(table *table, char **paths) {
  size_t count = 0;
  for (size_t i = 0; i < table->capacity; i++)
    if (table->slots[i].word) table->slots[count++] = table->slots[i];
  qsort(table->slots, count, sizeof(entry), by_word);
  for (size_t i = 0; i < count; i++) {
    const entry *slot = &table->slots[i];
    fwrite(slot->word, 1, slot->length, stdout);
    for (uint32_t j = 0; j < slot->count; j++) {
      putc_unlocked(j == 0 ? '\t' : ',', stdout);
      fputs(name(paths[slot->documents[j]]), stdout);
    }
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
  for (int c = 'a'; c <= 'z'; c++) is_letter[c] = is_letter[c - 'a' + 'A'] = 1;
  char **paths = argv + 2;
  size_t count = (size_t)argc - 2;
  qsort(paths, count, sizeof *paths, by_name);

  worker *workers = calloc((size_t)threads, sizeof(worker));
  if (!workers) fail("calloc");
  for (size_t i = 0; i < (size_t)threads; i++) {
    worker *self = &workers[i];
    self->paths = paths;
    self->first = (uint32_t)(count * i / (size_t)threads);
    self->end = (uint32_t)(count * (i + 1) / (size_t)threads);
    table_init(&self->words, 1 << 16);
    if (pthread_create(&self->thread, NULL, work, self) != 0) fail("pthread_create");
  }
  for (int i = 0; i < threads; i++) pthread_join(workers[i].thread, NULL);

  table *all = &workers[0].words;
  for (int i = 1; i < threads; i++) {
    const table *words = &workers[i].words;
    for (size_t j = 0; j < words->capacity; j++) {
      const entry *slot = &words->slots[j];
      if (!slot->word) continue;
      // The threads' ranges of documents follow one another.
      append(table_find(all, slot->word, slot->length, slot->hash), slot->documents, slot->count);
    }
  }
  write_sorted(all, paths);
  return 0;
}
