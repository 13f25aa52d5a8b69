/* Refers to a function that nothing provides. */
#include "mapreduce.h"

extern const mr_plugin *table_of_a_library_that_was_not_linked(void);

const mr_plugin *mr_plugin_entry(void) { return table_of_a_library_that_was_not_linked(); }
