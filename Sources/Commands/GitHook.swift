import Identity

/// The part of a git hook that serves one project: lines for `sh` that may stand in any hook, beside those of others.
struct GitHook {
  /// What git calls it.
  let name: String
  /// Its lines, with the line end of each.
  let block: String

  /// What a hook that is ours alone begins with.
  static let head = "#!/bin/sh\n# Written by 'lockstep install'.\n"

  /// The hooks of the project in `folder` of the work tree.
  static func all(folder: String) -> [GitHook] {
    [
      GitHook(
        "post-checkout", folder,
        """
          # Single files were checked out, or a rebase goes through many commits: the outs can wait.
          [ "$3" = 1 ] && [ ! -d "$(git rev-parse --git-path rebase-merge)" ] || exit 0
          lockstep checkout
        """),
      GitHook("pre-commit", folder, "  lockstep status || true"),
    ]
  }

  /// A subshell, so that it ends neither the hook nor what other projects do in it.
  private init(_ name: String, _ folder: String, _ commands: String) {
    let quoted =
      "'" + folder.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    self.name = name
    block = """
      (
        cd \(quoted) 2>/dev/null && [ -e .lockstep/config.yaml ] || exit 0
        command -v lockstep >/dev/null || { echo "hook: there is no lockstep on PATH" >&2; exit 0; }
      \(commands)
      )

      """
  }

  /// The lines, to be shown.
  var lines: [String] { block.split(separator: "\n").map(String.init) }

  /// The hook that is to stand where `there` does; nil where somebody else's is in the way.
  func text(over there: [UInt8]?) -> [UInt8]? {
    guard let there else { return Array((Self.head + block).utf8) }
    if place(in: there) != nil { return there }
    // One of ours that serves another project.
    return there.starts(with: Array((Self.head + "(\n").utf8)) ? there + Array(block.utf8) : nil
  }

  /// What is left of the hook `there` without this project's part; nil where nothing is left that does anything.
  func rest(of there: [UInt8]) -> [UInt8]? {
    guard let place = place(in: there) else { return there }
    var lines = there.split(separator: Self.newline, omittingEmptySubsequences: false)
    lines.removeSubrange(place)
    let rest = Array(lines.joined(separator: [Self.newline]))
    return rest.elementsEqual(Self.head.utf8) ? nil : rest
  }

  private static let newline = UInt8(ascii: "\n")

  /// The lines of `text` that are this part, however far they are indented.
  private func place(in text: [UInt8]) -> Range<Int>? {
    func words(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> { line.drop { $0 == 0x20 || $0 == 0x09 } }
    let there = text.split(separator: Self.newline, omittingEmptySubsequences: false).map(words)
    let own = Array(block.utf8).split(separator: Self.newline).map(words)
    guard there.count >= own.count else { return nil }
    let start = (0...there.count - own.count).first { there[$0..<$0 + own.count].elementsEqual(own) }
    return start.map { $0..<$0 + own.count }
  }
}
