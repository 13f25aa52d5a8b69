// Owners of what GLib hands out.
#ifndef PDFINPUT_GLIB_POINTERS_HPP
#define PDFINPUT_GLIB_POINTERS_HPP

#include <glib-object.h>

#include <memory>

struct Unref {
  void operator()(void *object) const { g_object_unref(object); }
};

struct Free {
  void operator()(void *memory) const { g_free(memory); }
};

template <typename Type>
using Object = std::unique_ptr<Type, Unref>;

using Text = std::unique_ptr<gchar, Free>;

#endif
