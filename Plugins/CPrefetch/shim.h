#pragma once

// Has the processor fetch what lies there, while the program goes on. The address may be any.
static inline void prefetch(const void *address) { __builtin_prefetch(address); }
