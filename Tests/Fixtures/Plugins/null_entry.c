#include "mapreduce.h"

const mr_plugin *mr_plugin_entry(void) { return NULL; }
