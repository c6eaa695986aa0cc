#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>

int lockstep_openat(int folder, const char *path, int flags, unsigned mode) {
  return openat(folder, path, flags | O_CLOEXEC, mode);
}

int lockstep_exchange(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, RENAME_EXCHANGE);
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
