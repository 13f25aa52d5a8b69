/* Compiled for the next major version of the interface. */
#include "mapreduce.h"

static const mr_plugin plugin = {
    .size = sizeof plugin, .abi = MR_ABI_VERSION + 0x10000u, .name = "wrong-major"};

const mr_plugin *mr_plugin_entry(void) { return &plugin; }
