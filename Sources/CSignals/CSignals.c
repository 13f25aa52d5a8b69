#include "CSignals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static volatile sig_atomic_t trap = -1;
static volatile pid_t trapping_process;
static volatile pid_t process;

// A child that was forked, and runs no other program yet, has our handlers.
static int is_child(pid_t owner, int number) {
  if (getpid() == owner) return 0;
  signal(number, SIG_DFL);
  raise(number);  // Blocked until the handler returns.
  return 1;
}

static void note(int number) {
  if (is_child(trapping_process, number)) return;
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A pipe that is full has said enough.
  if (write(trap, &byte, 1) < 0) errno = saved;
  errno = saved;
}

static void pass(int number) { (void)is_child(process, number); }

static void handle(int number, void (*handler)(int)) {
  struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

void mr_signals_unblock(void) {
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
  struct sigaction present;
  if (sigaction(SIGPIPE, NULL, &present) != 0 || present.sa_flags & SA_SIGINFO ||
      (present.sa_handler != SIG_DFL && present.sa_handler != SIG_IGN))
    return;
  process = getpid();
  handle(SIGPIPE, pass);
}

void mr_signals_trap(int descriptor) {
  trap = descriptor;
  trapping_process = getpid();
  handle(SIGINT, note);
  handle(SIGTERM, note);
}
