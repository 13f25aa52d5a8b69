#pragma once

#include <stdint.h>

// Signals as the code of plugins, and what they start, is to have them: as in a plain program.

// For a thread that runs plugins' code: none is blocked. The threads that start ours belong to
// libraries who block all, and children inherit that.
// Also sees to it that SIGPIPE ends no program of ours, but is not ignored either: what is ignored stays
// so in children, while a handler does not. To be called again after libraries that ignore it.
void mr_signals_unblock(void);

// From now on SIGINT and SIGTERM write their number, a byte, to the descriptor, which does not block.
// In a child made by fork they do what they do in a plain program.
void mr_signals_trap(int descriptor);

// Where code was that ended its process: innermost first.
enum { MR_CRASH_FRAMES = 32 };

typedef struct mr_crash_frame {
  uint64_t offset;  // within the module, or an address where there is none
  char module[248]; // the path of the file, or its end
} mr_crash_frame;

typedef struct mr_crash {
  int32_t signal;
  uint32_t count;
  mr_crash_frame frames[MR_CRASH_FRAMES];
} mr_crash;

// From now on a fault of this process leaves there where it was, before it ends the process as it does in
// a plain program. The place stays for ever. Signals that somebody else handles are left to them.
void mr_crash_note(mr_crash *place);

// Gives the calling thread the process's stack for that, for the case that its own is used up. Of one thread
// at a time.
void mr_crash_stack(void);
