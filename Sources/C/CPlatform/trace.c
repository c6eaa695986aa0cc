// A process that watches a command and all that it starts, and notes which files they ask for.
//
// The watcher is a fork of the runner that never returns to Swift: until it ends it calls only functions that are safe
// after a fork, and allocates nothing. The command's processes stop where a filter of theirs says, which is only at
// calls that open, run or change files; all other calls go at full speed.
#define _GNU_SOURCE
#include "trace.h"

#include <elf.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the calls of this processor are not known"
#endif

// How a call names a file: where its folder, its path and its flags are among the arguments; -1 for none.
struct call {
  int number;
  signed char folder, path, flags;
  char kind;  // 'r' read, 'w' changed or made, 'x' run, '?' as the flags say
};

static const struct call calls[] = {
#ifdef SYS_open
    {SYS_open, -1, 0, 1, '?'},
    {SYS_creat, -1, 0, -1, 'w'},
    {SYS_rename, -1, 1, -1, 'w'},
    {SYS_link, -1, 1, -1, 'w'},
    {SYS_symlink, -1, 1, -1, 'w'},
    {SYS_truncate, -1, 0, -1, 'w'},
#endif
    {SYS_openat, 0, 1, 2, '?'},
    {SYS_openat2, 0, 1, -2, '?'},
    {SYS_execve, -1, 0, -1, 'x'},
    {SYS_execveat, 0, 1, -1, 'x'},
    {SYS_renameat, 2, 3, -1, 'w'},
    {SYS_renameat2, 2, 3, -1, 'w'},
    {SYS_linkat, 2, 3, -1, 'w'},
    {SYS_symlinkat, 1, 2, -1, 'w'},
};
enum { CALLS = sizeof calls / sizeof *calls };

int lockstep_trace_install_filter(void) {
  // Another processor's calls (32-bit programs) have other numbers: they are let through unseen.
  struct sock_filter program[CALLS + 6];
  int at = 0;
  program[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 0, CALLS + 1);
  program[at++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
  for (int i = 0; i < CALLS; i++)
    program[at++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)calls[i].number,
                                                 (uint8_t)(CALLS - i), 0);
  program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  program[at++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
  struct sock_fprog filter = {.len = (unsigned short)at, .filter = program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}

// Static: the watcher has one thread, and is a process of its own.
static uint64_t seen[1 << 16];
static char record[3 * 4096];

// Whether these bytes were noted before; a full table forgets nothing and notes again.
static int was_noted(const char *bytes, size_t count) {
  uint64_t hash = 1469598103934665603u;
  for (size_t i = 0; i < count; i++) hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
  if (hash == 0) hash = 1;
  size_t slots = sizeof seen / sizeof *seen;
  for (size_t probe = 0; probe < 64; probe++) {
    uint64_t *slot = &seen[(hash + probe) % slots];
    if (*slot == hash) return 1;
    if (*slot == 0) {
      *slot = hash;
      return 0;
    }
  }
  return 0;
}

static size_t append_number(char *text, size_t at, long number) {
  char digits[24];
  int count = 0;
  do digits[count++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  while (count > 0) text[at++] = digits[--count];
  return at;
}

static size_t append(char *text, size_t at, const char *part) {
  while (*part) text[at++] = *part++;
  return at;
}

// The bytes of the NUL-terminated text at `address` of a stopped process; 0 where it has none that fits.
static size_t read_text(pid_t pid, uint64_t address, char *room, size_t capacity) {
  size_t got = 0;
  while (got < capacity) {
    // Up to the end of the page: what follows may not be mapped.
    size_t part = 4096 - (size_t)((address + got) & 4095);
    if (part > capacity - got) part = capacity - got;
    struct iovec here = {room + got, part}, there = {(void *)(uintptr_t)(address + got), part};
    ssize_t count = process_vm_readv(pid, &here, 1, &there, 1, 0);
    if (count <= 0) return 0;
    for (ssize_t i = 0; i < count; i++)
      if (room[got + (size_t)i] == 0) return got + (size_t)i;
    got += (size_t)count;
  }
  return 0;
}

// The folder that a relative path begins at: the process's own, or an open one.
static size_t base_folder(pid_t pid, int folder, char *room, size_t capacity) {
  char link[64];
  size_t at = append(link, 0, "/proc/");
  at = append_number(link, at, pid);
  at = append(link, at, folder == AT_FDCWD ? "/cwd" : "/fd/");
  if (folder != AT_FDCWD) {
    if (folder < 0) return 0;
    at = append_number(link, at, folder);
  }
  link[at] = 0;
  ssize_t count = readlink(link, room, capacity);
  return count > 0 && room[0] == '/' ? (size_t)count : 0;
}

static void write_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t done = write(fd, bytes, count);
    if (done <= 0) return;
    bytes += done;
    count -= (size_t)done;
  }
}

// Notes the file that a stopped process asks for: its kind, the path from the root, NUL.
static void note(pid_t pid, int fd) {
  struct __ptrace_syscall_info info;
  if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof info, &info) <= 0) return;
  if (info.op != PTRACE_SYSCALL_INFO_SECCOMP) return;
  const struct call *call = NULL;
  for (int i = 0; i < CALLS; i++)
    if ((uint64_t)calls[i].number == info.seccomp.nr) call = &calls[i];
  if (!call) return;
  char kind = call->kind;
  if (kind == '?') {
    uint64_t flags = 0;
    if (call->flags == -2) {  // struct open_how begins with its flags
      struct iovec here = {&flags, sizeof flags}, there = {(void *)(uintptr_t)info.seccomp.args[2], sizeof flags};
      if (process_vm_readv(pid, &here, 1, &there, 1, 0) != sizeof flags) return;
    } else {
      flags = info.seccomp.args[(int)call->flags];
    }
    if (flags & (O_PATH | O_DIRECTORY)) return;
    kind = (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) ? 'w' : 'r';
  }
  char path[4097];
  size_t length = read_text(pid, info.seccomp.args[(int)call->path], path, sizeof path);
  if (length == 0) return;
  size_t at = 0;
  record[at++] = kind;
  if (path[0] != '/') {
    int folder = call->folder < 0 ? AT_FDCWD : (int)info.seccomp.args[(int)call->folder];
    size_t count = base_folder(pid, folder, record + at, 4096);
    if (count == 0) return;
    at += count;
    record[at++] = '/';
  }
  memcpy(record + at, path, length);
  at += length;
  record[at++] = 0;
  if (!was_noted(record, at)) write_all(fd, record, at);
}

// Ends this process as the command ended.
static void end_like(int status) {
  if (WIFSIGNALED(status)) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = SIG_DFL;
    sigaction(WTERMSIG(status), &action, NULL);
    sigset_t set;
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    raise(WTERMSIG(status));
  }
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 127);
}

void lockstep_trace_watch(pid_t command, int go, int fd) {
  for (int number = 1; number < NSIG; number++) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    // The command gets the signals of its group itself; the watcher sees it to its end.
    action.sa_handler = number == SIGCHLD ? SIG_DFL : SIG_IGN;
    sigaction(number, &action, NULL);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  long options = PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                 PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
  char word = ptrace(PTRACE_SEIZE, command, 0, options) == 0 ? 'g' : 'n';
  if (word == 'n') write_all(fd, "n/", 3);  // not allowed here: the command runs unseen
  write_all(go, &word, 1);
  close(go);
  int ended = 0;
  for (;;) {
    int status;
    pid_t pid = waitpid(-1, &status, __WALL | (ended ? WNOHANG : 0));
    if (pid < 0 && errno == EINTR) continue;
    if (pid < 0) end_like(ended);
    if (pid == 0) {  // the command has ended, and something that it started has not
      write_all(fd, "b/", 3);
      end_like(ended);
    }
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      // 0 would say that it has not ended; the bit is none of a status.
      if (pid == command) ended = status | (1 << 30);
      continue;
    }
    int event = status >> 16, signal = WSTOPSIG(status);
    if (event == PTRACE_EVENT_SECCOMP) note(pid, fd);
    if (event == PTRACE_EVENT_STOP &&
        (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU)) {
      ptrace(PTRACE_LISTEN, pid, 0, 0);
      continue;
    }
    ptrace(PTRACE_CONT, pid, 0, event ? 0 : (long)signal);
  }
}
