import Diagnostics
import Identity
import PipelineModel
import Platform

/// What git knows of the project's files: outs that it keeps already, which a stage would overwrite, and files that are to
/// be committed and that it ignores.
///
/// Asked of git only where something is new, before anything is touched.
struct GitTracked {
  private let root: AbsolutePath

  init(_ project: Project) { root = project.workspace.path }

  /// How many paths go into one command line.
  private static let most = 1000

  /// What is wrong with the outs of `stages` that are among `paths`; empty where git cannot be asked.
  func problems(_ paths: [RelativePath], of stages: [Stage]) -> [Diagnostic] {
    let tracked = Set(
      stride(from: 0, to: paths.count, by: Self.most).flatMap { start in
        self.paths(
          of: ["--literal-pathspecs", "ls-files"], Array(paths[start..<min(start + Self.most, paths.count)]))
      })
    guard !tracked.isEmpty else { return [] }
    let wanted = Set(paths)
    var found: [Diagnostic] = []
    for stage in stages {
      for output in stage.outputs where wanted.contains(output.path) {
        guard let file = tracked.filter({ output.path.contains($0) }).min() else { continue }
        found.append(Self.problem(file, of: stage, output))
      }
    }
    return Array(found.prefix(Diagnostics.most))
  }

  /// What is wrong with the pipeline files and locks of `folders`, which all belong in git.
  func problems(ofPipelinesIn folders: [RelativePath]) -> [Diagnostic] {
    let names = [Pipeline.fileName, Pipeline.lockName].map { Array($0.utf8) }
    let paths = folders.flatMap { folder in names.compactMap { try? folder.appending(name: $0) } }
    guard !paths.isEmpty else { return [] }
    return self.paths(of: ["check-ignore"], paths).prefix(Diagnostics.most).map { path in
      Diagnostic(
        "git ignores '\(path)', which is to be committed",
        hint: "'git check-ignore -v \(path)' names the line to change")
    }
  }

  private static func problem(_ file: RelativePath, of stage: Stage, _ output: Output) -> Diagnostic {
    let inside = file == output.path ? "" : ", as '\(file)' in it"
    return Diagnostic(
      "stage '\(stage.id)' makes '\(output.path)', which git keeps already\(inside)", at: output.span,
      hint: "git rm --cached -r '\(output.path)' leaves it to lockstep; 'cache: false' leaves it to git")
  }

  /// The paths that a command of git prints of `paths`.
  private func paths(of command: [String], _ paths: [RelativePath]) -> [RelativePath] {
    let variables = CurrentProcess.environment
    guard let git = ProgramSearch.program("git", in: root, environment: variables) else { return [] }
    let kept = variables.filter { !$0.name.hasPrefix("GIT_") || $0.name.hasPrefix("GIT_CONFIG") }
    let arguments = ["git", "-c", "core.quotePath=true"] + command + ["--"] + paths.map(\.description)
    guard
      var process = try? Coprocess(
        ChildProcess(
          program: git, arguments: arguments,
          environment: kept + [("GIT_OPTIONAL_LOCKS", "0")], folder: root))
    else { return [] }
    var found: [RelativePath] = []
    while let line = (try? process.readLine()) ?? nil {
      if let path = try? RelativePath(validating: Self.unquoted(line)) { found.append(path) }
    }
    return found
  }

  /// The bytes of a name as git prints it: in quotes, with escapes as in C, where it is no plain word.
  static func unquoted(_ line: [UInt8]) -> [UInt8] {
    guard line.count >= 2, line.first == quote, line.last == quote else { return line }
    var bytes: [UInt8] = []
    var rest = line.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      if let digit = octal(next), let second = rest.popFirst().flatMap(octal),
        let third = rest.popFirst().flatMap(octal)
      {
        bytes.append(UInt8(truncatingIfNeeded: digit << 6 | second << 3 | third))
      } else {
        bytes.append(escapes[next] ?? next)
      }
    }
    return bytes
  }

  private static let quote = UInt8(ascii: "\"")

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10,
    UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
  ]

  private static func octal(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
