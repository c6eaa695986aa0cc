// What Swift cannot import or must not do between fork and exec: variadic calls, calls behind _GNU_SOURCE,
// macros, and the child's side of a spawn. Every function returns -1 and sets errno on failure unless it says else.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Opening (opening.c)

// openat2(2), staying beneath `folder` and following no symlink; name by name where the kernel has no such call.
int lockstep_open_beneath(int folder, const char *path, int flags, unsigned mode);
// openat2(2), following symlinks that stay beneath `folder`; EXDEV for others, and for absolute ones. Where the kernel
// has no such call, absolute ones that lead into `folder` are followed too.
int lockstep_open_inside(int folder, const char *path, int flags);

// Files (files.c)

// open(2)/openat(2) without the variadic mode.
int lockstep_openat(int folder, const char *path, int flags, unsigned mode);
// O_PATH, which hides behind _GNU_SOURCE.
static const int LOCKSTEP_O_PATH = 010000000;
// readlinkat(2) into bytes.
ssize_t lockstep_readlink(int folder, const char *path, uint8_t *room, size_t capacity);
// The order of two byte strings: negative, zero or positive.
int lockstep_compare(const void *a, size_t a_count, const void *b, size_t b_count);
// renameat2(2); `replace` 0 refuses to overwrite (EEXIST), and an exchange leaves each where the other was.
int lockstep_exchange(int from_folder, const char *from, int to_folder, const char *to);
int lockstep_rename(int from_folder, const char *from, int to_folder, const char *to, int replace);
// ioctl(FICLONE): `to` shares the extents of `from`.
int lockstep_clone(int from, int to);
// syncfs(2).
int lockstep_syncfs(int fd);
// Writes back and waits for the file's data without flushing the device.
int lockstep_write_out(int fd);

// One entry of a scanned folder.
struct lockstep_entry {
  const char *name;  // inside the scan's own memory, NUL-terminated
  uint32_t name_length;
  uint32_t mode;
  uint64_t device;
  uint64_t inode;
  int64_t size;
  int64_t modified;  // nanoseconds
  int64_t changed;   // nanoseconds
};

// The entries of a folder sorted by the bytes of their names, without "." and "..".
struct lockstep_scan {
  struct lockstep_entry *entries;
  size_t count;
  char *names;
};

// Reads a whole folder and stats every entry (lstat); with `kinds_only`, of files it tells only that they are files, where
// the file system does. Takes over `fd` and closes it.
int lockstep_scan_folder(int fd, int kinds_only, struct lockstep_scan *scan);
// Stats `count` names of a folder, each ended by a NUL, one after the other in the order of their bytes: the scan that
// lockstep_scan_folder gives where the folder holds these and no others. ENOENT where one is gone. Closes `fd`.
int lockstep_scan_names(int fd, const char *names, size_t count, struct lockstep_scan *scan);
void lockstep_scan_free(struct lockstep_scan *scan);
// Whether the file system below `fd` is one that gives a folder new stamps whenever its names change.
int lockstep_stamps_folders(int fd);

// Only the names of the real folders in a folder, and whether it holds a file called `wanted`: no stat where the
// file system tells kinds by itself. Hidden folders are passed over. Takes over `fd` and closes it.
int lockstep_scan_subfolders(int fd, const char *wanted, struct lockstep_scan *scan, int *found);

// Processes (spawn.c)

struct lockstep_spawn {
  const char *program;      // an absolute path
  char *const *arguments;   // argv, NULL-terminated
  char *const *environment; // envp, NULL-terminated
  const char *folder;       // the working directory
  int input;                // becomes stdin; -1 for /dev/null
  int output;               // becomes stdout
  int errors;               // becomes stderr
  int guard;                // the guard's socket, which is told of the new group; -1 for none
  int kept;                 // stays open in the child and all it starts; -1 for none
  int ruleset;              // the Landlock rules that it and all it starts live under; -1 for none
  int trace;                // where the files that they ask for are noted (trace.c); -1 for nowhere
};

// Starts a process in a group of its own: default signal dispositions, an empty mask,
// killed when the calling thread dies. `step` tells which call failed: 1 chdir, 2 exec, 0 any other.
pid_t lockstep_spawn(const struct lockstep_spawn *request, int *step);
// pipe2(2) with O_CLOEXEC: `ends` has two elements, reading first.
int lockstep_pipe(int *ends);
// A connected pair of sockets with SOCK_CLOEXEC: `ends` has two elements.
int lockstep_socket_pair(int *ends);
// send(2) that fails with EPIPE instead of raising SIGPIPE where nobody reads any more.
ssize_t lockstep_send(int socket, const void *bytes, size_t count);
// The name of a signal without SIG, or NULL.
const char *lockstep_signal_name(int signal);
int lockstep_pidfd_open(pid_t pid);
// Ends the process with KILL.
int lockstep_pidfd_kill(int pidfd);

// Confinement (sandbox.c)

// The version of Landlock that this kernel has; -1 for none.
int lockstep_landlock_version(void);
// A ruleset that denies everything about files; -1 where this kernel has no Landlock.
int lockstep_landlock_create(void);
// Allows reading and running what is at and below `path`; with `writing` 1 also writing to files that are there, with 2
// everything.
int lockstep_landlock_allow(int ruleset, const char *path, int writing);
// Puts this process and all it starts under the ruleset, for good.
int lockstep_landlock_enter(int ruleset);
// A file in memory with O_CLOEXEC.
int lockstep_memory_file(void);

// The guard (guard.c)

// What the guard is called in lists of processes.
#define LOCKSTEP_GUARD_NAME "lockstep-guard"
// Starts a process in a session of its own that keeps nothing open but `lock` and ends when `socket`, which it
// gives out, is closed by all that have it: then it kills the process groups that it was told of.
pid_t lockstep_start_guard(int lock, int *socket);
// Tells the guard that the group `message` began, or, where it is negative, that it ended.
int lockstep_tell_guard(int socket, int32_t message);
// A second descriptor of the same open file, with a number that no script uses by itself, closed by exec.
int lockstep_share_descriptor(int fd);

// prctl(PR_SET_CHILD_SUBREAPER): orphans of stages become ours to reap.
int lockstep_become_subreaper(void);
// Blocks INT, TERM and HUP and returns a signalfd that delivers them.
int lockstep_watch_signals(void);
// The next signal of a signalfd, or 0 where there is none.
int lockstep_next_signal(int fd);

int lockstep_exited(int status);
int lockstep_exit_status(int status);
int lockstep_term_signal(int status);

// The terminal's width in columns, or 0.
int lockstep_terminal_width(int fd);
// The process's environment.
char **lockstep_environment(void);

// The build (build_info.c)

// The commit that was built, with "-dirty" where files differed from it; "unknown" outside git.
const char *lockstep_commit(void);
