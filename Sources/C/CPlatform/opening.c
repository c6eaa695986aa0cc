// Opening files that have to lie in a folder, with openat2(2) and, where the kernel has none, without it.
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/syscall.h>

static int open_resolving(int folder, const char *path, int flags, unsigned mode, uint64_t resolve) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = (uint64_t)(flags | O_CLOEXEC);
  how.mode = (flags & O_CREAT) ? mode : 0;
  how.resolve = resolve;
  for (;;) {
    long fd = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN) return (int)fd;  // EAGAIN: a rename raced with the walk
  }
}

// Whether openat2(2) is to be had: kernels before 5.6 and some containers have none (ENOSYS), and filters of system
// calls that are older than it refuse it whatever it is asked (EPERM).
static int is_resolving(void) {
  static atomic_int known = 0;  // 1: yes, -1: no
  int answer = atomic_load_explicit(&known, memory_order_relaxed);
  if (answer == 0) {
    int fd = open_resolving(AT_FDCWD, ".", O_PATH, 0, 0);
    answer = fd < 0 && (errno == ENOSYS || errno == EPERM) ? -1 : 1;
    if (fd >= 0) close(fd);
    atomic_store_explicit(&known, answer, memory_order_relaxed);
  }
  return answer > 0;
}

static int lacks_resolving(int fd) { return fd < 0 && (errno == ENOSYS || errno == EPERM) && !is_resolving(); }

// Opens name by name, each from the folder before it and none of them a link: beneath `folder` without openat2(2).
static int open_each(int folder, const char *path, int flags, unsigned mode) {
  int at = folder;
  for (;;) {
    size_t length = strcspn(path, "/");
    size_t next = length + strspn(path + length, "/");
    char name[NAME_MAX + 1];
    int is_last = path[next] == 0, fd = -1;
    if (length > NAME_MAX) {
      errno = ENAMETOOLONG;
    } else if (length == 0 || (length == 2 && path[0] == '.' && path[1] == '.')) {
      errno = EXDEV;
    } else {
      memcpy(name, path, length);
      name[length] = 0;
      struct stat found;
      fd = openat(at, name, (is_last ? flags : O_PATH | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC, mode);
      // Of a link, which is not a folder either, openat2(2) says that it is a link.
      if (fd < 0 && errno == ENOTDIR)
        errno = fstatat(at, name, &found, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(found.st_mode) ? ELOOP : ENOTDIR;
    }
    int error = errno;
    if (at != folder) close(at);
    errno = error;
    if (fd < 0 || is_last) return fd;
    at = fd;
    path += next;
  }
}

// The path that the kernel gives to an open file, without a NUL at its end; -1 where it does not fit.
static ssize_t path_of(int fd, char *room, size_t capacity) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t count = readlink(link, room, capacity);
  return count < (ssize_t)capacity ? count : -1;
}

// Opens `path`, then asks where that led: inside `folder` without openat2(2).
static int open_and_ask(int folder, const char *path, int flags) {
  enum { room = 2 * PATH_MAX };
  char home[room], led[room];
  int fd = openat(folder, path, flags | O_CLOEXEC);
  if (fd < 0) return fd;
  ssize_t from = path_of(folder, home, room), to = path_of(fd, led, room);
  if (from == 1) from = 0;  // the root, whose path ends in a slash
  if (from >= 0 && to > from && memcmp(home, led, (size_t)from) == 0 && led[from] == '/') return fd;
  close(fd);
  errno = EXDEV;
  return -1;
}

int lockstep_open_beneath(int folder, const char *path, int flags, unsigned mode) {
  int fd = open_resolving(folder, path, flags, mode, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
  return lacks_resolving(fd) ? open_each(folder, path, flags, mode) : fd;
}

int lockstep_open_inside(int folder, const char *path, int flags) {
  int fd = open_resolving(folder, path, flags, 0, RESOLVE_BENEATH);
  return lacks_resolving(fd) ? open_and_ask(folder, path, flags) : fd;
}
