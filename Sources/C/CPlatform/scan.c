// Folders read and stat'ed in one go. Names come from getdents64(2) itself: what opendir(3) adds to it, four more
// system calls and 32 KiB for each folder, is felt where a run with nothing to do looks at hundreds of them.
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

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
static int finish(struct lockstep_scan *scan, int fd, int error, int sorted) {
  close(fd);
  if (error) {
    lockstep_scan_free(scan);
    errno = error;
    return -1;
  }
  for (size_t i = 0; i < scan->count; i++) scan->entries[i].name = scan->names + (size_t)scan->entries[i].name;
  if (scan->count > 1 && !sorted) qsort(scan->entries, scan->count, sizeof *scan->entries, by_name);
  return 0;
}

// The names of a folder as the kernel gives them, a buffer full at a time.
struct names {
  int fd;
  ssize_t filled, next;
  _Alignas(struct dirent64) char buffer[1 << 15];
};

// The next name; NULL at the end or on an error, which `error` tells.
static struct dirent64 *next(struct names *names, int *error) {
  if (names->next >= names->filled) {
    names->next = 0;
    names->filled = getdents64(names->fd, names->buffer, sizeof names->buffer);
    if (names->filled <= 0) {
      *error = names->filled < 0 ? errno : 0;
      names->filled = 0;
      return NULL;
    }
  }
  struct dirent64 *item = (struct dirent64 *)(names->buffer + names->next);
  names->next += item->d_reclen;
  return item;
}

int lockstep_scan_folder(int fd, int kinds_only, struct lockstep_scan *scan) {
  memset(scan, 0, sizeof *scan);
  struct filling filling = {.scan = scan};
  struct names names;
  names.fd = fd;
  names.filled = names.next = 0;
  int error = 0;
  for (struct dirent64 *item; !error && (item = next(&names, &error));) {
    const char *name = item->d_name;
    if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0))) continue;
    struct stat status = {.st_mode = S_IFREG};
    if ((kinds_only && item->d_type == DT_REG) || fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
      error = add(&filling, name, &status);
    else if (errno != ENOENT)  // gone since its name was read
      error = errno;
  }
  return finish(scan, fd, error, 0);
}

int lockstep_scan_names(int fd, const char *names, size_t count, struct lockstep_scan *scan) {
  memset(scan, 0, sizeof *scan);
  struct filling filling = {.scan = scan};
  int error = 0;
  for (size_t i = 0; i < count && !error; i++) {
    struct stat status;
    error = fstatat(fd, names, &status, AT_SYMLINK_NOFOLLOW) == 0 ? add(&filling, names, &status) : errno;
    names += strlen(names) + 1;
  }
  return finish(scan, fd, error, 1);
}

int lockstep_scan_subfolders(int fd, const char *wanted, struct lockstep_scan *scan, int *found) {
  memset(scan, 0, sizeof *scan);
  struct filling filling = {.scan = scan};
  struct names names;
  names.fd = fd;
  names.filled = names.next = 0;
  int error = 0;
  *found = 0;
  for (struct dirent64 *item; !error && (item = next(&names, &error));) {
    if (item->d_name[0] == '.') continue;
    if (strcmp(item->d_name, wanted) == 0) *found = 1;
    struct stat status = {.st_mode = item->d_type == DT_DIR ? S_IFDIR : 0};
    if (item->d_type == DT_UNKNOWN && fstatat(fd, item->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(status.st_mode)) error = add(&filling, item->d_name, &status);
  }
  return finish(scan, fd, error, 0);
}

void lockstep_scan_free(struct lockstep_scan *scan) {
  free(scan->entries);
  free(scan->names);
  memset(scan, 0, sizeof *scan);
}

int lockstep_stamps_folders(int fd) {
  struct statfs found;
  if (fstatfs(fd, &found) != 0) return 0;
  switch ((unsigned long)found.f_type) {
    case EXT4_SUPER_MAGIC:  // also ext2 and ext3
    case BTRFS_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
    case TMPFS_MAGIC:
    case F2FS_SUPER_MAGIC:
    case OVERLAYFS_SUPER_MAGIC:
    case 0x2fc12fc1:  // ZFS
    case 0xca451a4e:  // bcachefs
      return 1;
    default:
      return 0;
  }
}
