# The two commands: `make repro` runs the pipeline of this folder, `make test` runs the tests.
# Both set up what is missing first, and cost next to nothing when there is nothing to do.

PREFIX ?= /usr/local
BUILT := .build/release/lockstep
EXAMPLE := examples/repeat-purchase
METRICS := metrics/selection.json metrics/evaluation.json metrics/scoring.json
TABLES := user_features target scoring_user_features scoring_target

.DEFAULT_GOAL := repro
.PHONY: setup runner repro test check faults sanitize lint format install example bench clean

# Debian packages, the Swift release of .swift-version, and the commit that `lockstep version` names.
setup:
	@tools/setup
	@.ci/stamp-commit

runner: setup
	swift build -c release --product lockstep

repro: runner
	$(BUILT) repro
	$(BUILT) metrics show $(METRICS)

test: setup
	swift build --build-tests
	swift test --skip-build --disable-xctest

check: lint test

# The fault tests with their nightly amounts (docs/RELIABILITY.md), on the program that is released; takes a while, and
# prints what was counted.
FAULTS := FaultTests|FuzzTests|KillTests|KillStepTests|ConcurrencyTests|OrphanTests|BitFlipTests|HostileTests|HostileTextTests|CrashTests|DisorderTests|VerbKillTests
faults: runner
	swift build --build-tests
	LOCKSTEP_FAULTS=nightly LOCKSTEP_PROGRAM=$(CURDIR)/$(BUILT) swift test --skip-build --disable-xctest --filter "$(FAULTS)" 2>&1 \
	  | grep -E '^faults:|✘|Test run'

# The tests of what handles memory, threads, files and processes by hand, under the sanitizers for threads and for
# addresses: one build each, of its own. A report fails the run. The sanitizer of leaks does not know what Swift keeps for
# good, and is off.
SANITIZED := PlatformTests|DocumentsTests|StoreTests|TablesTests|EngineTests
sanitize: setup
	for kind in thread address; do \
	  swift build --build-tests --sanitize=$$kind --scratch-path .build-$$kind && \
	  TSAN_OPTIONS=suppressions=$(CURDIR)/tools/tsan-suppressions ASAN_OPTIONS=detect_leaks=0 \
	  swift test --skip-build --disable-xctest --sanitize=$$kind --scratch-path .build-$$kind --filter "$(SANITIZED)" || exit 1; \
	done

lint:
	swift format lint --strict -r -p Package.swift Sources stages Tests bench

format:
	swift format -i -r -p Package.swift Sources stages Tests bench

install: runner
	install -D -m 755 $(BUILT) "$(DESTDIR)$(PREFIX)/bin/lockstep"

# `make example DATA=FOLDER`: the tables of FOLDER, copied where they differ, through the same stage programs.
example: runner
	@tools/copy-tables "$(DATA)" $(EXAMPLE)/data $(TABLES)
	$(BUILT) -C $(EXAMPLE) repro
	$(BUILT) -C $(EXAMPLE) metrics show $(METRICS)

bench: runner
	bench/run

clean:
	rm -rf .build .build-stages .build-thread .build-address
