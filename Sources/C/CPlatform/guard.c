#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

// What the guard remembers at most; a run has not nearly as many stages under way.
#define MOST_GROUPS 4096

// Closes every file but two.
static void close_others(int a, int b) {
  int low = a < b ? a : b, high = a < b ? b : a;
  if (low > 0) syscall(SYS_close_range, 0u, (unsigned)low - 1, 0u);
  if (high > low + 1) syscall(SYS_close_range, (unsigned)low + 1, (unsigned)high - 1, 0u);
  syscall(SYS_close_range, (unsigned)high + 1, ~0u, 0u);
}

// Waits until none of the groups has a member, for at most 200 ms: a killed process goes at once, unless nobody
// reaps it.
static void await_end(const pid_t *groups, size_t count) {
  for (int round = 0; round < 200; round++) {
    int alive = 0;
    for (size_t i = 0; i < count; i++) alive |= kill(-groups[i], 0) == 0;
    if (!alive) return;
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
}

// Only calls that are safe after a fork of a process with threads.
static _Noreturn void be_guard(int socket, int lock) {
  static pid_t groups[MOST_GROUPS];
  size_t count = 0;
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, NULL);
  setsid();
  prctl(PR_SET_NAME, LOCKSTEP_GUARD_NAME, 0, 0, 0);
  close_others(socket, lock);
  for (;;) {
    int32_t message;
    ssize_t got = recv(socket, &message, sizeof message, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got != (ssize_t)sizeof message) break;
    if (message > 0 && count < MOST_GROUPS) groups[count++] = message;
    for (size_t i = 0; message < 0 && i < count; i++)
      if (groups[i] == -message) groups[i--] = groups[--count];
  }
  for (size_t i = 0; i < count; i++) kill(-groups[i], SIGKILL);
  await_end(groups, count);
  _exit(0);
}

// A fork that runs no handlers of others and takes no lock; a sanitizer must see it, or the child waits for locks of the
// sanitizer's own that threads held which it has not got.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define _Fork fork
#endif
#endif

pid_t lockstep_start_guard(int lock, int *socket) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return -1;
  pid_t pid = _Fork();
  if (pid == 0) {
    close(ends[1]);
    be_guard(ends[0], lock);
  }
  int error = errno;
  close(ends[0]);
  if (pid < 0) {
    close(ends[1]);
    errno = error;
    return -1;
  }
  *socket = ends[1];
  return pid;
}

int lockstep_tell_guard(int socket, int32_t message) {
  return send(socket, &message, sizeof message, MSG_NOSIGNAL) == (ssize_t)sizeof message ? 0 : -1;
}

int lockstep_share_descriptor(int fd) { return fcntl(fd, F_DUPFD_CLOEXEC, 100); }

int lockstep_pidfd_kill(int pidfd) { return (int)syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0); }
