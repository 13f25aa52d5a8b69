#pragma once

// Signals as the code of plugins, and what they start, is to have them: as in a plain program.

// For a thread that runs plugins' code: none is blocked. The threads that start ours belong to
// libraries who block all, and children inherit that.
// Also sees to it that SIGPIPE ends no program of ours, but is not ignored either: what is ignored stays
// so in children, while a handler does not. To be called again after libraries that ignore it.
void mr_signals_unblock(void);

// From now on SIGINT and SIGTERM write their number, a byte, to the descriptor, which does not block.
// In a child made by fork they do what they do in a plain program.
void mr_signals_trap(int descriptor);
