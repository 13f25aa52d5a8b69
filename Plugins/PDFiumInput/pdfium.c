#define _GNU_SOURCE
#include "pdfium.h"

#include <dlfcn.h>
#include <glob.h>
#include <stdlib.h>

#include "message.h"

// Where pip and Debian put pypdfium2 below a directory of Python's.
#define PACKAGES "/lib/python3*/*-packages/pypdfium2_raw/libpdfium.so"

static const pdfium *opened;
// The path that it was opened by; empty if it was searched for.
static char opened_path[4096];

// Finds the functions by their names.
// Returns the name of one that is not there, or NULL.
static const char *find_functions(void *handle, pdfium *library) {
  const struct {
    const char *name;
    void *place;
    int is_needed;
  } functions[] = {
      {"FPDF_InitLibrary", &library->init, 1},
      {"FPDF_LoadMemDocument64", &library->load, 1},
      {"FPDF_GetLastError", &library->last_error, 1},
      {"FPDF_CloseDocument", &library->close, 1},
      {"FPDF_GetPageCount", &library->page_count, 1},
      {"FPDF_LoadPage", &library->load_page, 1},
      {"FPDF_ClosePage", &library->close_page, 1},
      {"FPDFText_LoadPage", &library->load_text, 1},
      {"FPDFText_ClosePage", &library->close_text, 1},
      {"FPDFText_CountChars", &library->count_chars, 1},
      {"FPDFText_GetText", &library->get_text, 1},
      {"FPDF_GetMetaText", &library->meta_text, 1},
      {"FPDF_GetPageLabel", &library->page_label, 1},
      {"FPDFCatalog_GetLanguage", &library->language, 0},
      {"FPDF_GetFileVersion", &library->file_version, 1},
  };
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
    void *symbol = dlsym(handle, functions[i].name);
    if (symbol == NULL && functions[i].is_needed) return functions[i].name;
    memcpy(functions[i].place, &symbol, sizeof symbol);
  }
  return NULL;
}

// Names the library's file: what was read by another one is another text.
static void tell(mr_task *task, const pdfium *functions) {
  const mr_files *files = task->host->extension(task, MR_FILES);
  void *address;
  memcpy(&address, &functions->init, sizeof address);
  Dl_info info;
  if (files != NULL && dladdr(address, &info) != 0) files->loaded(task, mr_string(info.dli_fname));
}

// - path: what it was opened by; empty if it was searched for.
static mr_status use(mr_task *task, void *handle, const char *path, const pdfium **library) {
  static pdfium functions;
  const char *missing = find_functions(handle, &functions);
  if (missing != NULL)
    return fail(task, MR_RETRY, "%s is no PDFium that can be used: it has no %s",
                path[0] != 0 ? path : "libpdfium.so", missing);
  functions.init();
  tell(task, &functions);
  snprintf(opened_path, sizeof opened_path, "%s", path);
  *library = opened = &functions;
  return MR_OK;
}

// The first file that the pattern matches and that can be opened; NULL if there is none.
static void *open_matching(const char *directory, const char *pattern) {
  char path[4096];
  if (directory == NULL || snprintf(path, sizeof path, "%s%s", directory, pattern) >= (int)sizeof path)
    return NULL;
  glob_t found = {0};
  void *handle = NULL;
  if (glob(path, 0, NULL, &found) == 0)
    for (size_t i = 0; i < found.gl_pathc && handle == NULL; i++)
      handle = dlopen(found.gl_pathv[i], RTLD_NOW | RTLD_LOCAL);
  globfree(&found);
  return handle;
}

// By paths: this plugin is called libpdfium.so, too.
static void *search(void) {
  void *handle = open_matching("/usr/local", "/lib/libpdfium.so");
  if (handle == NULL) handle = open_matching("/usr/lib", "/libpdfium.so");
  if (handle == NULL) handle = open_matching("/usr/lib", "/*-linux-gnu/libpdfium.so");
  if (handle == NULL) handle = open_matching(getenv("VIRTUAL_ENV"), PACKAGES);
  if (handle == NULL) handle = open_matching(getenv("HOME"), "/.local" PACKAGES);
  if (handle == NULL) handle = open_matching("/usr/local", PACKAGES);
  if (handle == NULL)
    handle = open_matching("/usr", "/lib/python3/dist-packages/pypdfium2_raw/libpdfium.so");
  return handle;
}

// Writes the path that is asked for, empty for none.
static mr_status asked_for(mr_task *task, char *path, size_t capacity) {
  mr_bytes named = mr_parameter(task, "pdfium.library");
  const char *variable = getenv("MR_PDFIUM");
  if (named.size == 0 && variable != NULL) named = mr_string(variable);
  if (named.size >= capacity)
    return fail(task, MR_RETRY, "pdfium.library or MR_PDFIUM is longer than a path can be");
  if (named.size > 0) memcpy(path, named.data, named.size);
  path[named.size] = 0;
  return MR_OK;
}

static const char *name_of(const char *path) { return path[0] != 0 ? path : "the one installed"; }

mr_status pdfium_open(mr_task *task, const pdfium **library) {
  char path[sizeof opened_path];
  mr_status status = asked_for(task, path, sizeof path);
  if (status != MR_OK) return status;
  *library = opened;
  if (opened != NULL && strcmp(path, opened_path) == 0) return MR_OK;
  if (opened != NULL)
    return fail(task, MR_RETRY,
                "this process reads with another PDFium, %.1024s, than is asked for, %.1024s: "
                "start the workers again",
                name_of(opened_path), name_of(path));
  void *handle = path[0] != 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : search();
  if (handle != NULL) return use(task, handle, path, library);
  if (path[0] != 0) return fail(task, MR_RETRY, "PDFium cannot be opened: %s", dlerror());
  return fail(
      task, MR_RETRY,
      "PDFium is not installed: there is no libpdfium.so in /usr/local/lib or /usr/lib, nor in the "
      "package pypdfium2 of the virtual environment or below ~/.local, /usr/local or /usr; "
      "install it with `pip install --user pypdfium2`, or say where it is with --param "
      "pdfium.library=FILE or MR_PDFIUM in the worker's environment");
}
