#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

int lockstep_openat(int folder, const char *path, int flags, unsigned mode) {
  return openat(folder, path, flags | O_CLOEXEC, mode);
}

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

int lockstep_open_beneath(int folder, const char *path, int flags, unsigned mode) {
  return open_resolving(folder, path, flags, mode, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

int lockstep_open_inside(int folder, const char *path, int flags) {
  return open_resolving(folder, path, flags, 0, RESOLVE_BENEATH);
}

int lockstep_rename(int from_folder, const char *from, int to_folder, const char *to, int replace) {
  return renameat2(from_folder, from, to_folder, to, replace ? 0 : RENAME_NOREPLACE);
}

ssize_t lockstep_readlink(int folder, const char *path, uint8_t *room, size_t capacity) {
  return readlinkat(folder, path, (char *)room, capacity);
}

int lockstep_compare(const void *a, size_t a_count, const void *b, size_t b_count) {
  size_t shared = a_count < b_count ? a_count : b_count;
  int order = shared ? memcmp(a, b, shared) : 0;
  return order ? order : (a_count > b_count) - (a_count < b_count);
}

int lockstep_clone(int from, int to) { return ioctl(to, FICLONE, from); }

int lockstep_syncfs(int fd) { return syncfs(fd); }

int lockstep_write_out(int fd) {
  return sync_file_range(fd, 0, 0,
                         SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
}

_Static_assert(O_PATH == 010000000, "the header spells O_PATH out");
