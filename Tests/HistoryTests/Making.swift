import Diagnostics
import Identity
import PipelineModel
import Platform
import Store
import TestSupport

@testable import History

extension Workspace {
  /// The states of the project in `folder` of the workspace.
  func history(in folder: String = ".") throws -> ProjectHistory {
    let workspace = try Folder(folder == "." ? root : root.appending(folder))
    return ProjectHistory(workspace: workspace, environment: environment) {
      let own = workspace.path.appending(".lockstep/cache")
      try File.makeFolders(own)
      return try ObjectStore(in: Folder(own), cache: StatCache(in: Folder(own)))
    }
  }

  /// A pipeline with one stage that reads two params and writes `metrics.json`, which git keeps.
  func writePipeline(_ metrics: String = "metrics.json: {cache: false}") throws {
    try write(
      "pipeline.yaml",
      """
      stages:
        measure:
          cmd: measure
          params: [lr, model.depth]
          metrics:
          - \(metrics)

      """)
  }

  func commit(_ message: String = "x") throws {
    try git("add", "-A")
    try git("commit", "-q", "--allow-empty", "-m", message)
  }

  /// Commits everything at a given second since 1970.
  func commit(_ message: String, at seconds: Int) throws {
    try git("add", "-A")
    try shell("GIT_COMMITTER_DATE='\(seconds) +0000' git commit -q --allow-empty -m '\(message)'")
  }

  /// A folder beside the workspace's.
  func folder(at path: AbsolutePath) throws -> Folder { try Folder(path) }
}

extension ValueReport {
  /// One line a value: `file key = value`; then what could not be read.
  var lines: [String] {
    files.flatMap { file in
      file.values.map { "\(file.path) \($0.key?.text ?? "-") = \($0.value.yaml)" }
    } + absent.map { "absent: \($0)" } + notMade.map { "not made: \($0)" }
      + problems.map(DiagnosticRenderer().line)
  }
}

extension ValueDiff {
  /// One line a change: `file key: old -> new (change)`.
  var lines: [String] {
    changed.map { row in
      let change = row.change.map { " (\($0.text()))" } ?? ""
      return
        "\(row.path) \(row.key?.text ?? "-"): \(row.old?.yaml ?? "·") -> \(row.new?.yaml ?? "·")\(change)"
    }
  }
}

extension DiagnosticRenderer {
  /// A diagnostic's text without its last line feed.
  func line(_ diagnostic: Diagnostic) -> String { String(text(diagnostic).dropLast()) }
}
