// Finds the words of a record and adds them to the batch.
#ifndef WORDCOUNT_WORDS_H
#define WORDCOUNT_WORDS_H

#include <locale.h>
#include <mapreduce.h>
#include <wctype.h>

#include "batch.h"

// Words are the longest runs of A-Z and a-z.
mr_status words_ascii(batch *batch, mr_bytes text);

// What a locale calls letters and combining marks.
typedef struct alphabet {
  locale_t locale;
  wctype_t letter;
  wctype_t mark;
} alphabet;

// Words begin with a letter and go on with letters and combining marks. Bytes that are not UTF-8
// separate words.
mr_status words_unicode(batch *batch, const alphabet *alphabet, mr_bytes text);

#endif
