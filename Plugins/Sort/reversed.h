// Keys whose byte order is the reverse of that of what they were made of.
#ifndef SORT_REVERSED_H
#define SORT_REVERSED_H

#include <mapreduce.h>

// Of the reversed key.
size_t reversed_size(mr_bytes key);

// Writes the reversed key to `target`, which has room for it.
void reversed_write(mr_bytes key, uint8_t *target);

// Writes what a reversed key was made of to `target`, which has room for `reversed.size` bytes.
// Returns its size.
size_t reversed_restore(mr_bytes reversed, uint8_t *target);

#endif
