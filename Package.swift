// swift-tools-version: 6.2
// Sections in the order of the arrows of docs/ARCHITECTURE.md, targets top-down; no Swift packages.

import PackageDescription

/// What every Swift target of the project is compiled with.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  // Metadata of generic types made by the compiler, not at each start: 7 % of a run with nothing to do.
  .unsafeFlags(["-Xfrontend", "-prespecialize-generic-metadata"], .when(configuration: .release)),
]

/// The released runner is one file that needs nothing: no shared library, no Foundation (start-up).
let fullyStatic: [String] = ["-static-executable"]

func module(_ name: String, _ dependencies: [String] = [], path: String? = nil) -> Target {
  .target(
    name: name, dependencies: dependencies.map { .byName(name: $0) }, path: path,
    swiftSettings: strict)
}

func stageProgram(_ name: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["StageKit", "Tables", "Learning", "Documents", "Arguments", "Diagnostics"],
    path: "stages/\(name)", swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [String]) -> Target {
  .testTarget(
    name: name, dependencies: (dependencies + ["TestSupport"]).map { .byName(name: $0) },
    exclude: ["EndToEndTests": ["Fixtures", "Snapshots"], "TablesTests": ["Fixtures"]][name] ?? [],
    swiftSettings: strict)
}

let package = Package(
  name: "lockstep",
  products: [
    .executable(name: "lockstep", targets: ["lockstep"])
  ],
  targets: [
    // C libraries of Debian, each wrapped by exactly one module
    .systemLibrary(
      name: "CCrypto", path: "Sources/C/CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CYAML", path: "Sources/C/CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CSQLite", path: "Sources/C/CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CXGBoost", path: "Sources/C/CXGBoost", providers: [.apt(["libxgboost-dev"])]),
    .systemLibrary(
      name: "CLZ4", path: "Sources/C/CLZ4", pkgConfig: "liblz4",
      providers: [.apt(["liblz4-dev"])]),
    .systemLibrary(
      name: "CZstd", path: "Sources/C/CZstd", pkgConfig: "libzstd",
      providers: [.apt(["libzstd-dev"])]),
    .target(name: "CPlatform", path: "Sources/C/CPlatform"),

    // The runner
    .executableTarget(
      name: "lockstep", dependencies: ["Commands", "Platform"],
      swiftSettings: strict + [.unsafeFlags(fullyStatic, .when(configuration: .release))],
      linkerSettings: [.unsafeFlags(fullyStatic, .when(configuration: .release))]),
    module(
      "Commands",
      [
        "Arguments", "Charts", "Diagnostics", "Documents", "Engine", "History", "Identity", "Migration",
        "PipelineModel", "Platform", "Store",
      ]),
    module(
      "Migration",
      ["Diagnostics", "Documents", "Engine", "Identity", "PipelineModel", "Platform", "Store"]),
    module(
      "Engine",
      ["Diagnostics", "Documents", "Identity", "PipelineModel", "Platform", "Store"]),
    module(
      "History",
      ["Diagnostics", "Documents", "Identity", "PipelineModel", "Platform", "Store"]),
    module("PipelineModel", ["Diagnostics", "Documents", "Identity"]),
    module("Store", ["Diagnostics", "Documents", "Identity", "Platform"]),
    module("Platform", ["CCrypto", "CPlatform", "CSQLite", "Identity"]),
    module("Documents", ["CYAML", "Diagnostics"]),
    module("Charts", ["Diagnostics"]),
    module("Arguments", ["Diagnostics"]),
    module("Identity"),
    module("Diagnostics"),

    // The stage programs
    stageProgram("simulate"),
    stageProgram("featurize"),
    stageProgram("validate"),
    stageProgram("evaluate"),
    stageProgram("select"),
    stageProgram("train"),
    stageProgram("score"),
    module(
      "StageKit",
      ["Arguments", "Diagnostics", "Documents", "Identity", "Learning", "Platform", "Tables"]),
    module("Learning", ["CXGBoost", "Diagnostics", "Tables"]),
    module("Tables", ["CLZ4", "CZstd", "Diagnostics", "Platform"]),

    // Benchmarks
    .executableTarget(
      name: "table-bench", dependencies: ["Diagnostics", "Platform", "Tables"], path: "bench/table-bench",
      swiftSettings: strict),

    // Tests
    .target(
      name: "TestSupport", dependencies: ["Platform", "Identity"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .executableTarget(
      name: "killed-runner", dependencies: ["Engine", "Identity", "PipelineModel", "Platform"],
      path: "Tests/KilledRunner", swiftSettings: strict),
    tests("ArgumentsTests", ["Arguments", "Diagnostics"]),
    tests("ChartsTests", ["Charts", "Diagnostics"]),
    tests(
      "CommandsTests",
      ["Commands", "Arguments", "Charts", "Diagnostics", "History", "Identity", "PipelineModel", "Platform"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("DocumentsTests", ["Documents", "Diagnostics"]),
    tests(
      "EndToEndTests", ["lockstep", "killed-runner", "Platform", "Documents", "Diagnostics"]),
    tests(
      "EngineTests",
      ["Engine", "Diagnostics", "Documents", "Identity", "PipelineModel", "Platform", "Store"]),
    tests(
      "HistoryTests",
      ["History", "Diagnostics", "Documents", "Identity", "PipelineModel", "Platform", "Store"]),
    tests("IdentityTests", ["Identity"]),
    tests("LearningTests", ["Learning", "Tables", "Diagnostics"]),
    tests(
      "PipelineModelTests", ["PipelineModel", "Diagnostics", "Documents", "Identity", "Platform"]),
    tests(
      "MigrationTests",
      ["Migration", "Diagnostics", "Documents", "Engine", "Identity", "PipelineModel", "Platform", "Store"]),
    tests("PlatformTests", ["Platform", "Identity"]),
    tests("RepositoryTests", ["Identity", "Platform"]),
    tests(
      "StageKitTests",
      ["StageKit", "Tables", "Learning", "Documents", "Diagnostics", "Arguments", "Platform"]),
    tests(
      "StagesTests",
      [
        "simulate", "featurize", "validate", "evaluate", "select", "train", "score", "StageKit", "Tables",
        "Learning", "Documents", "Diagnostics", "Platform",
      ]),
    tests("StoreTests", ["Store", "Diagnostics", "Documents", "Identity", "Platform"]),
    tests("TablesTests", ["Tables", "Diagnostics", "Identity", "Platform"]),
  ]
)
