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

int lockstep_open_beneath(int folder, const char *path, int flags, unsigned mode) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = (uint64_t)(flags | O_CLOEXEC);
  how.mode = (flags & O_CREAT) ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  for (;;) {
    long fd = syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN) return (int)fd;  // EAGAIN: a rename raced with the walk
  }
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

// Wraps round for times after the year 2262, as FileStatus does.
static int64_t nanoseconds(struct timespec t) {
  return (int64_t)((uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec);
}

static int by_name(const void *a, const void *b) {
  // Names hold no NUL, so strcmp compares exactly their bytes.
  return strcmp(((const struct lockstep_entry *)a)->name, ((const struct lockstep_entry *)b)->name);
}

// Grows `*memory` so that `needed` elements of `size` bytes fit.
static int reserve(void **memory, size_t *capacity, size_t needed, size_t size) {
  if (needed <= *capacity) return 0;
  size_t larger = *capacity ? *capacity * 2 : 64;
  while (larger < needed) larger *= 2;
  void *moved = realloc(*memory, larger * size);
  if (!moved) return -1;
  *memory = moved;
  *capacity = larger;
  return 0;
}

// What a scan is filled with, until it is finished.
struct filling {
  struct lockstep_scan *scan;
  size_t entry_capacity, name_capacity, names_used;
};

// Adds an entry; its name is an offset until the buffer has stopped moving.
static int add(struct filling *filling, const char *name, const struct stat *status) {
  struct lockstep_scan *scan = filling->scan;
  size_t length = strlen(name);
  if (reserve((void **)&scan->entries, &filling->entry_capacity, scan->count + 1, sizeof *scan->entries) ||
      reserve((void **)&scan->names, &filling->name_capacity, filling->names_used + length + 1, 1))
    return ENOMEM;
  memcpy(scan->names + filling->names_used, name, length + 1);
  scan->entries[scan->count++] = (struct lockstep_entry){
      .name = (const char *)filling->names_used,
      .name_length = (uint32_t)length,
      .mode = status->st_mode,
      .device = status->st_dev,
      .inode = status->st_ino,
      .size = status->st_size,
      .modified = nanoseconds(status->st_mtim),
      .changed = nanoseconds(status->st_ctim),
  };
  filling->names_used += length + 1;
  return 0;
}

// Ends a scan: its error, or its entries with real names, in order.
static int finish(struct lockstep_scan *scan, DIR *folder, int error) {
  closedir(folder);
  if (error) {
    lockstep_scan_free(scan);
    errno = error;
    return -1;
  }
  for (size_t i = 0; i < scan->count; i++) scan->entries[i].name = scan->names + (size_t)scan->entries[i].name;
  if (scan->count > 1) qsort(scan->entries, scan->count, sizeof *scan->entries, by_name);
  return 0;
}

static DIR *begin(int fd, struct lockstep_scan *scan) {
  memset(scan, 0, sizeof *scan);
  DIR *folder = fdopendir(fd);
  if (!folder) {
    int error = errno;
    close(fd);
    errno = error;
  }
  return folder;
}

// The next name of a folder; NULL at its end or on an error, which `error` tells.
static struct dirent *next(DIR *folder, int *error) {
  errno = 0;
  struct dirent *item = readdir(folder);
  *error = item ? 0 : errno;
  return item;
}

int lockstep_scan_folder(int fd, struct lockstep_scan *scan) {
  DIR *folder = begin(fd, scan);
  if (!folder) return -1;
  struct filling filling = {.scan = scan};
  int error = 0;
  for (struct dirent *item; !error && (item = next(folder, &error));) {
    const char *name = item->d_name;
    if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0))) continue;
    struct stat status;
    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
      error = add(&filling, name, &status);
    else if (errno != ENOENT)  // gone since readdir saw it
      error = errno;
  }
  return finish(scan, folder, error);
}

int lockstep_scan_subfolders(int fd, const char *wanted, struct lockstep_scan *scan, int *found) {
  DIR *folder = begin(fd, scan);
  if (!folder) return -1;
  struct filling filling = {.scan = scan};
  int error = 0;
  *found = 0;
  for (struct dirent *item; !error && (item = next(folder, &error));) {
    if (item->d_name[0] == '.') continue;
    if (strcmp(item->d_name, wanted) == 0) *found = 1;
    struct stat status = {.st_mode = item->d_type == DT_DIR ? S_IFDIR : 0};
    if (item->d_type == DT_UNKNOWN && fstatat(fd, item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(status.st_mode)) error = add(&filling, item->d_name, &status);
  }
  return finish(scan, folder, error);
}

void lockstep_scan_free(struct lockstep_scan *scan) {
  free(scan->entries);
  free(scan->names);
  memset(scan, 0, sizeof *scan);
}
