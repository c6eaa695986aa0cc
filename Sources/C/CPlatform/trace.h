// The parts of a watched spawn (trace.c) that spawn.c puts together.
#pragma once

#include "CPlatform.h"

// In the command's process: stops it, from now on, at each call that names a file.
int lockstep_trace_install_filter(void);
// In the watcher: traces `command`, which waits for a byte from `go`, notes in `fd` what files it and its children ask
// for, and ends as the command does.
void lockstep_trace_watch(pid_t command, int go, int fd) __attribute__((noreturn));
