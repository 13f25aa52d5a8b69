#pragma once

#include <mapreduce.h>

#include "python.h"

#pragma GCC visibility push(hidden)

/* The border between the host's arrays and Python's lists.  The kit calls these through ctypes with
 * the interpreter's lock held; NULL and -1 mean that a Python exception is set. */

/* What a key or value is in Python; the first four are the numbers of mr_type. */
enum kind { KIND_BYTES = 0, KIND_STR = 1, KIND_INT = 2, KIND_FLOAT = 3, KIND_NONE = 4 };

/* A list of `count` objects made of the mr_bytes at `first` and every `stride` bytes from there.
 * `errors` says what becomes of text that is not UTF-8, as bytes.decode has it. */
PyObject *make_list(const char *first, size_t count, size_t stride, int kind, const char *errors);

/* The next values of a key: a list, or the status to be returned.  A list of fewer than
 * VALUES_AT_ONCE is the last. */
enum { VALUES_AT_ONCE = 1024 };
PyObject *next_values(mr_values *values, int kind, const char *errors);

/* Emits the (key, value) tuples of a list, or its keys if the values' kind is KIND_NONE, and gives
 * the host's status. */
int emit_list(mr_task *task, PyObject *items, int key_kind, int value_kind, const char *errors);

#pragma GCC visibility pop
