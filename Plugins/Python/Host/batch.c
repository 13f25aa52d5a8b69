#include "batch.h"

static PyObject *make_object(mr_bytes bytes, int kind, const char *errors) {
  switch (kind) {
    case KIND_STR:
      return python.PyUnicode_DecodeUTF8(bytes.data, (ptrdiff_t)bytes.size, errors);
    case KIND_INT:
    case KIND_FLOAT:
      if (bytes.size != 8) {
        python.PyErr_SetString(*python.PyExc_ValueError, "a number is 8 bytes long");
        return NULL;
      }
      return kind == KIND_INT ? python.PyLong_FromLongLong(mr_int64(bytes))
                              : python.PyFloat_FromDouble(mr_float64(bytes));
    default:
      return python.PyBytes_FromStringAndSize(bytes.data, (ptrdiff_t)bytes.size);
  }
}

PyObject *make_list(const char *first, size_t count, size_t stride, int kind, const char *errors) {
  PyObject *list = python.PyList_New((ptrdiff_t)count);
  for (size_t i = 0; list != NULL && i < count; i++) {
    PyObject *object = make_object(*(const mr_bytes *)(first + i * stride), kind, errors);
    if (object == NULL) {
      python.Py_DecRef(list);
      return NULL;
    }
    python.PyList_SetItem(list, (ptrdiff_t)i, object);
  }
  return list;
}

PyObject *next_values(mr_values *values, int kind, const char *errors) {
  PyObject *list = python.PyList_New(0);
  if (list == NULL) return NULL;
  while (python.PyList_Size(list) < VALUES_AT_ONCE) {
    mr_bytes batch[VALUES_AT_ONCE];
    size_t count = 0;
    mr_status status = values->next(values, batch, VALUES_AT_ONCE, &count);
    if (status == MR_END) break;
    if (status != MR_OK) {
      python.Py_DecRef(list);
      return python.PyLong_FromLongLong(status);
    }
    for (size_t i = 0; i < count; i++) {
      PyObject *object = make_object(batch[i], kind, errors);
      bool appended = object != NULL && python.PyList_Append(list, object) == 0;
      if (object != NULL) python.Py_DecRef(object);
      if (!appended) {
        python.Py_DecRef(list);
        return NULL;
      }
    }
  }
  return list;
}

/* Records on their way to the host.  Their bytes belong to the Python objects that are emitted. */
typedef struct batch {
  mr_emitter emitter;
  int64_t integers[MR_EMITTER_CAPACITY][2];
  double floats[MR_EMITTER_CAPACITY][2];
  const char *errors;
  /* Bytes that were made for the record at hand, which is emitted before they go. */
  PyObject *encoded[2];
} batch;

/* Text that UTF-8 cannot say, such as the escaped bytes of a file name. */
static bool encode(batch *batch, PyObject *object, int field, mr_bytes *bytes) {
  char *data;
  ptrdiff_t size;
  python.PyErr_Clear();
  PyObject *encoded = python.PyUnicode_AsEncodedString(object, "utf-8", batch->errors);
  if (encoded == NULL) return false;
  batch->encoded[field] = encoded;
  python.PyBytes_AsStringAndSize(encoded, &data, &size);
  *bytes = mr_make_bytes(data, (size_t)size);
  return true;
}

/* The bytes of a key (field 0) or value (field 1). */
static bool make_bytes(batch *batch, PyObject *object, int kind, int field, mr_bytes *bytes) {
  ptrdiff_t size = 0;
  switch (kind) {
    case KIND_STR: {
      const char *text = python.PyUnicode_AsUTF8AndSize(object, &size);
      if (text == NULL) return encode(batch, object, field, bytes);
      *bytes = mr_make_bytes(text, (size_t)size);
      return true;
    }
    case KIND_INT: {
      int64_t *integer = &batch->integers[batch->emitter.count][field];
      /* Python 3.9 would cut the fraction of a float off. */
      PyObject *index = python.PyNumber_Index(object);
      if (index == NULL) return false;
      *integer = python.PyLong_AsLongLong(index);
      python.Py_DecRef(index);
      *bytes = mr_make_bytes(integer, sizeof *integer);
      return *integer != -1 || python.PyErr_Occurred() == NULL;
    }
    case KIND_FLOAT: {
      double *number = &batch->floats[batch->emitter.count][field];
      *number = python.PyFloat_AsDouble(object);
      *bytes = mr_make_bytes(number, sizeof *number);
      return *number != -1 || python.PyErr_Occurred() == NULL;
    }
    case KIND_NONE:
      *bytes = mr_make_bytes(NULL, 0);
      return true;
    default: {
      char *data;
      if (python.PyBytes_AsStringAndSize(object, &data, &size) != 0) return false;
      *bytes = mr_make_bytes(data, (size_t)size);
      return true;
    }
  }
}

static bool is_pair(PyObject *item) {
  ptrdiff_t size = python.PyTuple_Size(item);
  if (size != 2 && size >= 0)
    python.PyErr_SetString(*python.PyExc_ValueError, "a pair has two parts");
  return size == 2;
}

static void drop_encoded(batch *batch) {
  for (int field = 0; field < 2; field++) {
    if (batch->encoded[field] != NULL) python.Py_DecRef(batch->encoded[field]);
    batch->encoded[field] = NULL;
  }
}

int emit_list(mr_task *task, PyObject *items, int key_kind, int value_kind, const char *errors) {
  batch batch;
  mr_emitter_init(&batch.emitter, task);
  batch.errors = errors;
  batch.encoded[0] = batch.encoded[1] = NULL;
  ptrdiff_t count = python.PyList_Size(items);
  for (ptrdiff_t i = 0; i < count; i++) {
    PyObject *key = python.PyList_GetItem(items, i);
    PyObject *value = NULL;
    if (value_kind != KIND_NONE) {
      if (!is_pair(key)) return -1;
      value = python.PyTuple_GetItem(key, 1);
      key = python.PyTuple_GetItem(key, 0);
    }
    mr_bytes key_bytes, value_bytes;
    bool fits = make_bytes(&batch, key, key_kind, 0, &key_bytes) &&
                make_bytes(&batch, value, value_kind, 1, &value_bytes);
    mr_status status = MR_OK;
    if (fits) {
      status = mr_emit(&batch.emitter, key_bytes, value_bytes);
      if (status == MR_OK && (batch.encoded[0] != NULL || batch.encoded[1] != NULL))
        status = mr_emitter_flush(&batch.emitter);
    }
    drop_encoded(&batch);
    if (!fits) return -1;
    if (status != MR_OK) return status;
  }
  return mr_emitter_flush(&batch.emitter);
}
