// Confinement by Landlock: what a process and all that it starts may read and write, without root.
#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <linux/landlock.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

// Rights that the headers of this system may be too old to name.
#define ACCESS_REFER (1ULL << 13)    // ABI 2
#define ACCESS_TRUNCATE (1ULL << 14) // ABI 3

#define ACCESS_READ (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_FILE \
  (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_TRUNCATE)

int lockstep_landlock_version(void) {
  return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

// All rights of the first version, and those that later ones added to what a file system has.
static uint64_t all_rights(int version) {
  uint64_t rights = (1ULL << 13) - 1;
  if (version >= 2) rights |= ACCESS_REFER;
  if (version >= 3) rights |= ACCESS_TRUNCATE;
  return rights;
}

int lockstep_landlock_create(void) {
  int version = lockstep_landlock_version();
  if (version < 0) return -1;
  struct landlock_ruleset_attr attributes = {.handled_access_fs = all_rights(version)};
  return (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
}

int lockstep_landlock_allow(int ruleset, const char *path, int writing) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return -1;
  struct stat status;
  int result = fstat(place, &status);
  if (result == 0) {
    uint64_t rights = writing == 2 ? all_rights(lockstep_landlock_version())
                                   : writing == 1 ? ACCESS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE : ACCESS_READ;
    // A rule on a file may hold only the rights that files have.
    if (!S_ISDIR(status.st_mode)) rights &= ACCESS_FILE & all_rights(lockstep_landlock_version());
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = place};
    result = (int)syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  }
  int error = errno;
  close(place);
  errno = error;
  return result;
}

int lockstep_landlock_enter(int ruleset) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
}

int lockstep_memory_file(void) { return memfd_create("lockstep", MFD_CLOEXEC); }
