#define _GNU_SOURCE
#include "trace.h"

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

// In the process that leads the group: its group, and its end with the runner. 0, or -1 with errno.
static int lead(const struct lockstep_spawn *request, pid_t parent) {
  if (setpgid(0, 0) != 0) return -1;
  // Before anything that the command starts could be: whoever kills the runner leaves the guard.
  if (request->guard >= 0) lockstep_tell_guard(request->guard, getpid());
  if (request->kept >= 0) fcntl(request->kept, F_SETFD, 0);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return -1;
  if (getppid() != parent) _exit(127);  // the runner died before the line above
  return 0;
}

// In the command's process: default signals, its streams, its folder, what it may touch; then the program itself.
// Returns only on failure, with errno and the step that failed.
static int become(const struct lockstep_spawn *request, int null, int is_watched) {
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(number, &action, NULL);  // KILL, STOP and libc's own refuse; nothing to do about them
  }
  sigset_t none;
  sigemptyset(&none);
  if (sigprocmask(SIG_SETMASK, &none, NULL) != 0) return 0;
  int input = request->input < 0 ? null : request->input;
  if (dup2(input, 0) < 0 || dup2(request->output, 1) < 0 || dup2(request->errors, 2) < 0) return 0;
  if (chdir(request->folder) != 0) return 1;
  if (request->ruleset >= 0 && lockstep_landlock_enter(request->ruleset) != 0) return 0;
  if (is_watched && lockstep_trace_install_filter() != 0) return 0;
  execve(request->program, request->arguments, request->environment);
  return 2;
}

// Tells the runner why the command could not begin: errno, and the step that failed. Does not return.
static void fail(int report, int step) {
  int failure[2] = {errno, step};
  if (write(report, failure, sizeof failure) < 0) _exit(126);
  _exit(127);
}

// The child between vfork and exec shares our memory, or has its own where vfork is fork, as under a sanitizer: only
// calls that keep no state, no word to the runner but through `report`, and no return.
static void child(const struct lockstep_spawn *request, int null, pid_t parent, int report) {
  fail(report, lead(request, parent) == 0 ? become(request, null, 0) : 0);
}

// Closes all but three files, so that nobody waits for this process to close them; its own streams become `null`.
static void close_all_but(int null, int one, int two, int three) {
  for (int stream = 0; stream < 3; stream++) dup2(null, stream);
  unsigned from = 3;
  for (;;) {
    unsigned next = ~0u;
    int kept[] = {one, two, three};
    for (int i = 0; i < 3; i++)
      if (kept[i] >= (int)from && (unsigned)kept[i] < next) next = (unsigned)kept[i];
    if (next > from) syscall(SYS_close_range, from, next == ~0u ? next : next - 1, 0);
    if (next == ~0u) return;
    from = next + 1;
  }
}

// The watcher (trace.c): leads the group, starts the command as its child, and does not return.
static void watcher(const struct lockstep_spawn *request, int null, pid_t parent, int report) {
  int go[2];
  if (lead(request, parent) != 0 || pipe2(go, O_CLOEXEC) != 0) fail(report, 0);
  pid_t own = getpid(), command = fork();
  if (command < 0) fail(report, 0);
  if (command == 0) {
    char word = 0;
    close(go[1]);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || getppid() != own || read(go[0], &word, 1) != 1) _exit(127);
    fail(report, become(request, null, word == 'g'));
  }
  close_all_but(null, request->trace, go[1], request->kept);
  lockstep_trace_watch(command, go[1], request->trace);
  _exit(127);
}

static pid_t spawn(const struct lockstep_spawn *request, int null, int *step) {
  int report[2];
  if (pipe2(report, O_CLOEXEC) != 0) return -1;
  pid_t parent = getpid(), pid;
  if (request->trace >= 0) {
    pid = fork();
    if (pid == 0) watcher(request, null, parent, report[1]);
  } else {
    pid = vfork();
    if (pid == 0) child(request, null, parent, report[1]);
  }
  int saved = errno;
  close(report[1]);
  int failure[2] = {0, 0};
  ssize_t count = 0;
  // Ends when the command execs, which closes the last other end, or has told why it could not.
  while (pid > 0 && (count = read(report[0], failure, sizeof failure)) < 0 && errno == EINTR) continue;
  close(report[0]);
  if (pid < 0) {
    errno = saved;
    return -1;
  }
  if (count == (ssize_t)sizeof failure) {
    int status;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    *step = failure[1];
    errno = failure[0];
    return -1;
  }
  return pid;
}

pid_t lockstep_spawn(const struct lockstep_spawn *request, int *step) {
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null < 0) return -1;
  // No handler of ours may run in the child while it shares our memory.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pid_t pid = spawn(request, null, step);
  int saved = errno;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(null);
  errno = saved;
  return pid;
}

int lockstep_exited(int status) { return WIFEXITED(status); }
int lockstep_exit_status(int status) { return WEXITSTATUS(status); }
int lockstep_term_signal(int status) { return WTERMSIG(status); }

int lockstep_terminal_width(int fd) {
  struct winsize size;
  return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
