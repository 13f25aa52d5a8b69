#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#include "settings.h"

#pragma GCC visibility push(hidden)

/* The functions of libpython that the host uses.  They are found when a plugin is loaded, so that
 * one host serves all versions: each has had the same shape since Python 3.9. */
typedef struct _object PyObject;

#define PYTHON_FUNCTIONS(F)                                                                     \
  F(const char *, Py_GetVersion, (void))                                                        \
  F(int, Py_IsInitialized, (void))                                                              \
  F(void, Py_InitializeEx, (int with_signal_handlers))                                          \
  F(void, Py_SetProgramName, (const wchar_t *))                                                 \
  F(void, Py_SetPythonHome, (const wchar_t *))                                                  \
  F(wchar_t *, Py_DecodeLocale, (const char *, size_t *))                                       \
  F(void *, PyEval_SaveThread, (void))                                                          \
  F(PyObject *, PyImport_AddModule, (const char *))                                             \
  F(PyObject *, PyModule_GetDict, (PyObject *))                                                 \
  F(PyObject *, Py_CompileString, (const char *text, const char *file, int start))              \
  F(PyObject *, PyEval_EvalCode, (PyObject *, PyObject *globals, PyObject *locals))             \
  F(PyObject *, PyObject_CallFunction, (PyObject *, const char *format, ...))                   \
  F(PyObject *, PyDict_New, (void))                                                             \
  F(PyObject *, PyDict_GetItemString, (PyObject *, const char *))                               \
  F(int, PyDict_SetItemString, (PyObject *, const char *, PyObject *))                          \
  F(void, PyErr_Print, (void))                                                                  \
  F(void, PyErr_Clear, (void))                                                                  \
  F(void, PyErr_SetString, (PyObject *, const char *))                                          \
  F(PyObject *, PyErr_Occurred, (void))                                                         \
  F(void, Py_DecRef, (PyObject *))                                                              \
  F(PyObject *, PyList_New, (ptrdiff_t))                                                        \
  F(int, PyList_SetItem, (PyObject *, ptrdiff_t, PyObject *))                                   \
  F(int, PyList_Append, (PyObject *, PyObject *))                                               \
  F(PyObject *, PyList_GetItem, (PyObject *, ptrdiff_t))                                        \
  F(ptrdiff_t, PyList_Size, (PyObject *))                                                       \
  F(PyObject *, PyTuple_GetItem, (PyObject *, ptrdiff_t))                                       \
  F(ptrdiff_t, PyTuple_Size, (PyObject *))                                                      \
  F(PyObject *, PyBytes_FromStringAndSize, (const char *, ptrdiff_t))                           \
  F(int, PyBytes_AsStringAndSize, (PyObject *, char **, ptrdiff_t *))                           \
  F(PyObject *, PyUnicode_DecodeUTF8, (const char *, ptrdiff_t, const char *errors))            \
  F(const char *, PyUnicode_AsUTF8AndSize, (PyObject *, ptrdiff_t *))                           \
  F(PyObject *, PyUnicode_AsEncodedString, (PyObject *, const char *, const char *errors))      \
  F(PyObject *, PyLong_FromLongLong, (long long))                                               \
  F(long long, PyLong_AsLongLong, (PyObject *))                                                 \
  F(PyObject *, PyNumber_Index, (PyObject *))                                                   \
  F(PyObject *, PyFloat_FromDouble, (double))                                                   \
  F(double, PyFloat_AsDouble, (PyObject *))

#define DECLARE(result, name, arguments) result(*name) arguments;
typedef struct python_functions {
  PYTHON_FUNCTIONS(DECLARE)
  PyObject **PyExc_ValueError;
} python_functions;
#undef DECLARE

extern python_functions python;

/* Loads libpython.  False with a failure set if there is none that fits. */
bool load_python(const settings *settings);

/* Starts the interpreter of the settings and holds its lock.  False with a failure set if one runs
 * in this process: it has a single plugin. */
bool start_python(const settings *settings);

/* Gives the lock back. */
void leave_python(void);

#pragma GCC visibility pop
