import Identity
import PipelineModel
import Testing

/// A lock that holds one of everything the format knows.
enum LockExample {
  static let digests = (1...9).map { Digest(bytes: [UInt8](repeating: UInt8($0 * 0x11), count: 32)) }

  static func lock(_ stages: [String: StageRecord]) throws -> LockFile {
    LockFile(
      stages: try Dictionary(uniqueKeysWithValues: stages.map { (try #require(StageName($0.key)), $0.value) })
    )
  }

  /// The lock; its keys are made up.
  static func lock() throws -> LockFile {
    let digests = digests
    let evaluate = try StageInputs(
      command: .script("bin/evaluate --in data/predictions.feather"), workingFolder: .root,
      dependencies: [
        DependencyRecord(path("bin/evaluate"), .producer(digests[1])),
        DependencyRecord(
          path("data/predictions.feather"), .content(Content(.file, digests[2])),
          size: ContentSize(bytes: 123, files: 1)),
        DependencyRecord(
          path("src"), .content(Content(.tree, digests[3])), size: ContentSize(bytes: 4096, files: 7)),
        DependencyRecord(
          path("tool"), .content(Content(.exec, digests[4])), size: ContentSize(bytes: 9, files: 1)),
        DependencyRecord(path("2020"), .content(Content(.link, digests[5]))),
      ],
      params: [
        ("params.yaml", "evaluate.fraction", ParamValue.ValueType.float, "0.05"),
        ("params.yaml", "evaluate.name", .string, "1"),
        ("params.yaml", "evaluate.note", .string, "two\nlines\n"),
        ("params.yaml", "evaluate.ks", .list, "[1, 2.0, \"a\"]"),
        ("params.yaml", "evaluate.none", .null, "null"), ("conf/more.yaml", "on", .bool, "true"),
        ("conf/more.yaml", "\"a.b\".c", .map, "{}"),
      ].map {
        try ParamRecord(
          file: path($0.0), key: #require(ParamKey(parsing: $0.1)), value: ParamValue(type: $0.2, text: $0.3))
      },
      environment: [
        EnvironmentRecord("A", .set("1")), EnvironmentRecord("B", .inherited(digests[6])),
        EnvironmentRecord("C", .unset),
      ],
      outputs: [
        OutputDeclaration(path("metrics/evaluation.json")), OutputDeclaration(path("bin/x"), isLocal: true),
        OutputDeclaration(path("state"), isPersistent: true),
      ])
    let build = try StageInputs(
      command: .list(["swift build", "for i in 1 2; do\n  echo $i\ndone"]), workingFolder: path("sub"))
    return try lock([
      "evaluate": StageRecord(
        key: digests[0], inputs: evaluate,
        outputs: [
          OutputRecord(
            path("metrics/evaluation.json"), Content(.file, digests[7]),
            size: ContentSize(bytes: 12, files: 1)),
          OutputRecord(path("state"), Content(.tree, digests[8]), size: ContentSize(bytes: 0, files: 0)),
        ]),
      "build": StageRecord(key: digests[8], inputs: build, outputs: []),
    ])
  }
}
