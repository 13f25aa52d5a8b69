#define _GNU_SOURCE
#include "python.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

python_functions python;

/* The file that a function comes from. */
static const char *file_of(void *function) {
  Dl_info info;
  return function != NULL && dladdr(function, &info) != 0 ? info.dli_fname : "an unknown file";
}

/* Global, because the extension modules of the standard library expect to find the interpreter's
 * functions there. */
static void *open_library(const settings *settings) {
  void *library = dlopen(settings->library, RTLD_NOW | RTLD_GLOBAL);
  return library != NULL ? library : dlopen(settings->soname, RTLD_NOW | RTLD_GLOBAL);
}

/* The version of a libpython, "3.11.2 (main, …)", is that of the settings. */
static bool fits(const char *version, const settings *settings) {
  size_t length = strlen(settings->version);
  return strncmp(version, settings->version, length) == 0 && version[length] == '.';
}

static bool find_functions(void *library) {
#define FIND(result, name, arguments)                                                          \
  if ((python.name = (result(*) arguments)dlsym(library, #name)) == NULL) {                    \
    set_failure("%s has no function %s, so this version of Python is not supported",           \
                file_of(dlsym(library, "Py_GetVersion")), #name);                              \
    return false;                                                                              \
  }
  PYTHON_FUNCTIONS(FIND)
#undef FIND
  python.PyExc_ValueError = (PyObject **)dlsym(library, "PyExc_ValueError");
  return python.PyExc_ValueError != NULL;
}

bool load_python(const settings *settings) {
  void *library = open_library(settings);
  if (library == NULL) {
    set_failure("Python %s cannot be loaded (%s); install its shared library "
                "(on Debian: apt-get install libpython%s), or build the plugin again with a "
                "Python of this machine",
                settings->version, dlerror(), settings->version);
    return false;
  }
  void *version = dlsym(library, "Py_GetVersion");
  if (version == NULL || !fits(((const char *(*)(void))version)(), settings)) {
    set_failure("it was built for Python %s, and %s is version %.6s; build the plugin again",
                settings->version, file_of(version),
                version == NULL ? "unknown" : ((const char *(*)(void))version)());
    return false;
  }
  return find_functions(library);
}

bool start_python(const settings *settings) {
  /* Modules and classes are the interpreter's: another program's state would be this one's. */
  if (python.Py_IsInitialized()) {
    set_failure("this process already runs Python (%s), for another plugin or for itself: a Python "
                "plugin has a process of its own",
                file_of((void *)python.Py_IsInitialized));
    return false;
  }
  /* A set of strings is then walked in the same order by every attempt at a task. */
  setenv("PYTHONHASHSEED", "0", 0);
  /* The interpreter keeps both texts. */
  python.Py_SetProgramName(python.Py_DecodeLocale(settings->executable, NULL));
  python.Py_SetPythonHome(python.Py_DecodeLocale(settings->home, NULL));
  /* Without handlers: signals are the host's. */
  python.Py_InitializeEx(0);
  return true;
}

void leave_python(void) { python.PyEval_SaveThread(); }
