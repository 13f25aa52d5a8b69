#include "word_count.h"

#include <stdio.h>
#include <stdlib.h>

#include "batch.h"
#include "options.h"
#include "words.h"

typedef struct word_count {
  options options;
  alphabet alphabet;  // its locale is (locale_t)0 unless options.unicode
  batch batch;
} word_count;

// The C library knows Unicode's letters; C.UTF-8 is the locale that every Debian has.
static mr_status open_alphabet(mr_task *task, alphabet *alphabet) {
  alphabet->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!alphabet->locale)
    return mr_fail(task, MR_FATAL, "unicode=true needs the locale C.UTF-8, which is missing here");
  alphabet->letter = wctype_l("alpha", alphabet->locale);
  alphabet->mark = wctype_l("combining", alphabet->locale);
  return MR_OK;
}

mr_status word_count_create(mr_task *task, void **instance) {
  word_count *self = malloc(sizeof *self);
  if (!self) return mr_fail(task, MR_RETRY, "no memory for an instance");
  self->alphabet = (alphabet){.locale = (locale_t)0};
  batch_init(&self->batch, task);

  mr_status status = options_read(task, &self->options);
  if (status == MR_OK && self->options.unicode) status = open_alphabet(task, &self->alphabet);
  if (status != MR_OK) {
    word_count_destroy(self);
    return status;
  }
  self->batch.style.lowercase = self->options.lowercase;
  self->batch.style.locale = self->alphabet.locale;
  *instance = self;
  return MR_OK;
}

void word_count_destroy(void *instance) {
  word_count *self = instance;
  if (self->alphabet.locale) freelocale(self->alphabet.locale);
  batch_free(&self->batch);
  free(self);
}

static mr_status no_such_attribute(mr_task *task, mr_bytes name, const mr_source *source) {
  char text[1000];
  size_t room = sizeof text;
  int used = snprintf(text, room, "parameter by=%.*s: the input layout has no such attribute",
                      (int)(name.size < 200 ? name.size : 200), (const char *)name.data);
  for (size_t i = 0; i < source->attribute_count && (size_t)used < room; i++) {
    mr_bytes other = source->attributes[i].name;
    used += snprintf(text + used, room - (size_t)used, "%s{%.*s}", i == 0 ? "; it has " : ", ",
                     (int)(other.size < 200 ? other.size : 200), (const char *)other.data);
  }
  if (source->attribute_count == 0 && (size_t)used < room)
    snprintf(text + used, room - (size_t)used, "; it has none");
  return mr_fail(task, MR_FATAL, text);
}

// The value that keys of this source begin with. Never NULL data: an attribute may be empty.
static mr_status find_prefix(mr_task *task, mr_bytes name, const mr_source *source,
                             mr_bytes *prefix) {
  for (size_t i = 0; i < source->attribute_count; i++) {
    const mr_attribute *attribute = &source->attributes[i];
    if (attribute->name.size != name.size ||
        memcmp(attribute->name.data, name.data, name.size) != 0)
      continue;
    *prefix = attribute->value.size > 0 ? attribute->value : mr_string("");
    return MR_OK;
  }
  return no_such_attribute(task, name, source);
}

mr_status word_count_map(void *instance, mr_task *task, const mr_source *source,
                         const mr_record *records, size_t count) {
  word_count *self = instance;
  batch *batch = &self->batch;
  mr_status status = MR_OK;
  batch->task = task;
  batch->count = 0;
  if (self->options.by.size > 0)
    status = find_prefix(task, self->options.by, source, &batch->style.prefix);
  for (size_t i = 0; i < count && status == MR_OK; i++)
    status = self->options.unicode ? words_unicode(batch, &self->alphabet, records[i].value)
                                   : words_ascii(batch, records[i].value);
  return status == MR_OK ? batch_flush(batch) : status;
}
