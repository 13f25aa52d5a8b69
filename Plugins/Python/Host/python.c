#define _GNU_SOURCE
#include "python.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"

python_functions python;

/* What PyGILState_Ensure answered; unused where this thread started the interpreter. */
static int lock_state;
static bool has_started;

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
  void *running = dlsym(RTLD_DEFAULT, "Py_GetVersion");
  if (running != NULL && !fits(((const char *(*)(void))running)(), settings)) {
    set_failure("it was built for Python %s, and this process already runs another plugin's "
                "Python %.6s (%s); use a cluster of its own for it",
                settings->version, ((const char *(*)(void))running)(), file_of(running));
    return false;
  }
  void *library = open_library(settings);
  if (library == NULL) {
    set_failure("Python %s cannot be loaded (%s); install its shared library "
                "(on Debian: apt-get install libpython%s), or build the plugin again with a "
                "Python of this machine",
                settings->version, dlerror(), settings->version);
    return false;
  }
  void *version = dlsym(library, "Py_GetVersion");
  if (running != NULL && running != version) {
    set_failure("this process already runs another plugin's Python (%s), which is not this "
                "plugin's (%s); use a cluster of its own for it",
                file_of(running), file_of(version));
    return false;
  }
  if (version == NULL || !fits(((const char *(*)(void))version)(), settings)) {
    set_failure("it was built for Python %s, and %s is version %.6s; build the plugin again",
                settings->version, file_of(version),
                version == NULL ? "unknown" : ((const char *(*)(void))version)());
    return false;
  }
  return find_functions(library);
}

void enter_python(const settings *settings) {
  if (python.Py_IsInitialized()) {
    lock_state = python.PyGILState_Ensure();
    return;
  }
  /* A set of strings is then walked in the same order by every attempt at a task. */
  setenv("PYTHONHASHSEED", "0", 0);
  /* The interpreter keeps both texts. */
  python.Py_SetProgramName(python.Py_DecodeLocale(settings->executable, NULL));
  python.Py_SetPythonHome(python.Py_DecodeLocale(settings->home, NULL));
  python.Py_InitializeEx(0);
  has_started = true;
}

void leave_python(void) {
  if (has_started) {
    has_started = false;
    python.PyEval_SaveThread();
  } else {
    python.PyGILState_Release(lock_state);
  }
}
