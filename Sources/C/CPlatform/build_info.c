#include "CPlatform.h"

// `.ci/stamp-commit` writes the header into the build folder, where it is no part of what a build stage reads.
#if __has_include("../../../.build/lockstep-commit.h")
#include "../../../.build/lockstep-commit.h"
#endif

#ifndef LOCKSTEP_COMMIT
#define LOCKSTEP_COMMIT "unknown"
#endif

const char *lockstep_commit(void) { return LOCKSTEP_COMMIT; }
