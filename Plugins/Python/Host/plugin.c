/* The host of Python plugins: a shared library that opens libpython, finds the author's program in
 * the zip archive appended to its own file, and hands out the table that the kit makes of it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <mapreduce.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch.h"
#include "failure.h"
#include "python.h"
#include "settings.h"

/* Gives the address of the plugin's table, or the text of what went wrong. */
static const char bootstrap[] =
    "def load(archive, library, executable, functions):\n"
    "    import sys\n"
    "    sys.path.insert(0, archive)\n"
    "    try:\n"
    "        from mapreduce.plugin import load\n"
    "        return load(archive, library, executable, functions)\n"
    "    except BaseException as failure:\n"
    "        import traceback\n"
    "        return ' '.join(traceback.format_exception_only(type(failure), failure)).strip()\n";

/* The path of this library's own file. */
static const char *own_path(void) {
  Dl_info info;
  return dladdr((void *)&own_path, &info) != 0 ? info.dli_fname : "";
}

/* What `load` gives: a new reference, or NULL with an exception set. */
static PyObject *call_bootstrap(const char *archive, const char *path, const settings *settings) {
  PyObject *globals = python.PyDict_New();
  PyObject *main = python.PyImport_AddModule("__main__");
  PyObject *code = python.Py_CompileString(bootstrap, "<plugin host>", 257 /* Py_file_input */);
  if (globals == NULL || main == NULL || code == NULL) return NULL;
  python.PyDict_SetItemString(
      globals, "__builtins__",
      python.PyDict_GetItemString(python.PyModule_GetDict(main), "__builtins__"));
  PyObject *nothing = python.PyEval_EvalCode(code, globals, globals);
  if (nothing == NULL) return NULL;
  python.Py_DecRef(nothing);
  python.Py_DecRef(code);
  PyObject *load = python.PyDict_GetItemString(globals, "load");
  PyObject *result = python.PyObject_CallFunction(
      load, "sss(KKK)", archive, path, settings->executable,
      (unsigned long long)(uintptr_t)make_list, (unsigned long long)(uintptr_t)next_values,
      (unsigned long long)(uintptr_t)emit_list);
  python.Py_DecRef(globals);
  return result;
}

/* The table, or NULL with a failure set. */
static const mr_plugin *load_table(const char *archive, const char *path,
                                   const settings *settings) {
  PyObject *result = call_bootstrap(archive, path, settings);
  if (result == NULL) {
    python.PyErr_Print();
    set_failure("the kit in the plugin cannot be run");
    return NULL;
  }
  /* The kit keeps the table alive. */
  const char *text = python.PyUnicode_AsUTF8AndSize(result, NULL);
  if (text != NULL) {
    set_failure("%s", text);
    python.Py_DecRef(result);
    return NULL;
  }
  python.PyErr_Clear();
  const mr_plugin *table = (const mr_plugin *)(uintptr_t)python.PyLong_AsLongLong(result);
  python.Py_DecRef(result);
  return table;
}

/* The table of the program in the archive, or NULL with a failure set. */
static const mr_plugin *open_plugin(void) {
  static settings settings;
  const char *path = own_path();
  /* Stays open: modules and data files are read from it as the program asks for them, and by then
   * another file may have the path. */
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    set_failure("the plugin's own file %s cannot be opened: %s", path, strerror(errno));
    return NULL;
  }
  if (!read_settings(file, &settings) || !load_python(&settings) || !start_python(&settings)) {
    close(file);
    return NULL;
  }
  char archive[64];
  snprintf(archive, sizeof archive, "/proc/self/fd/%d", file);
  const mr_plugin *table = load_table(archive, path, &settings);
  leave_python();
  return table;
}

const mr_plugin *mr_plugin_entry(void) {
  static const mr_plugin *plugin;
  if (plugin == NULL) plugin = open_plugin();
  if (plugin == NULL) plugin = failed_plugin();
  return plugin;
}
