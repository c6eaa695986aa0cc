#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>

extern char **environ;

char **lockstep_environment(void) { return environ; }

int lockstep_socket_pair(int *ends) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends); }

ssize_t lockstep_send(int socket, const void *bytes, size_t count) {
  return send(socket, bytes, count, MSG_NOSIGNAL);
}

int lockstep_pipe(int *ends) { return pipe2(ends, O_CLOEXEC); }

const char *lockstep_signal_name(int signal) { return sigabbrev_np(signal); }

int lockstep_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int lockstep_become_subreaper(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

static void watched(sigset_t *set) {
  sigemptyset(set);
  sigaddset(set, SIGINT);
  sigaddset(set, SIGTERM);
  // nohup ignores it for all that it starts.
  struct sigaction hup;
  if (sigaction(SIGHUP, NULL, &hup) == 0 && hup.sa_handler != SIG_IGN) sigaddset(set, SIGHUP);
}

int lockstep_watch_signals(void) {
  sigset_t set;
  watched(&set);
  int error = pthread_sigmask(SIG_BLOCK, &set, NULL);
  if (error) {
    errno = error;
    return -1;
  }
  return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int lockstep_next_signal(int fd) {
  struct signalfd_siginfo info;
  return read(fd, &info, sizeof info) == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

// The child between vfork and exec shares our memory: only calls that keep no state, and no return.
static void child(const struct lockstep_spawn *request, int null, pid_t parent, volatile int *error,
                  volatile int *step) {
  *step = 0;
  if (setpgid(0, 0) != 0) goto failed;
  // Before anything that the command starts could be: whoever kills the runner leaves the guard.
  if (request->guard >= 0) lockstep_tell_guard(request->guard, getpid());
  if (request->kept >= 0) fcntl(request->kept, F_SETFD, 0);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) goto failed;
  if (getppid() != parent) _exit(127);  // the runner died before the line above
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);  // KILL, STOP and libc's own refuse; nothing to do about them
  }
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) goto failed;
  if (dup2(request->input < 0 ? null : request->input, 0) < 0 || dup2(request->output, 1) < 0 || dup2(request->errors, 2) < 0) goto failed;
  *step = 1;
  if (chdir(request->folder) != 0) goto failed;
  *step = 2;
  execve(request->program, request->arguments, request->environment);
failed:
  *error = errno;
  _exit(127);
}

pid_t lockstep_spawn(const struct lockstep_spawn *request, int *step) {
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0) return -1;
  // No handler of ours may run in the child while it shares our memory.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  volatile int error = 0, failed_step = 0;
  pid_t parent = getpid();
  pid_t pid = vfork();
  if (pid == 0) child(request, null, parent, &error, &failed_step);
  int saved = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(null);
  if (pid < 0) {
    errno = saved;
    return -1;
  }
  if (error) {
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    *step = failed_step;
    errno = error;
    return -1;
  }
  return pid;
}

int lockstep_exited(int status) { return WIFEXITED(status); }
int lockstep_exit_status(int status) { return WEXITSTATUS(status); }
int lockstep_term_signal(int status) { return WTERMSIG(status); }

int lockstep_terminal_width(int fd) {
  struct winsize size;
  return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
