import Diagnostics
import Documents

/// Collects what is wrong with one file, so that all of it is reported together.
struct Findings {
  /// The file, as it is to be printed.
  let file: String
  private(set) var all: [Diagnostic] = []

  /// More are not kept: a file of half a million wrong keys is refused within a second all the same.
  private static let mostKept = 10_000

  init(file: String) { self.file = file }

  /// Adds `problem` at `place`.
  mutating func add(_ problem: PipelineProblem, at place: Place, notes: [Diagnostic.Note] = []) {
    add(problem, at: place.span(in: file), notes: notes)
  }

  /// Adds `problem` at `span`.
  mutating func add(_ problem: PipelineProblem, at span: SourceSpan, notes: [Diagnostic.Note] = []) {
    if all.count < Self.mostKept { all.append(problem.diagnostic(at: span, notes: notes)) }
  }

  /// Adds what another reader has put into words.
  mutating func add(_ diagnostic: Diagnostic) { if all.count < Self.mostKept { all.append(diagnostic) } }

  /// Adds `note` to what was found from `start` on, and drops what stands where something of `known` stands.
  ///
  /// What is wrong with one member of a group is mostly wrong with all, and is said of the first.
  mutating func explain(from start: Int, with note: Diagnostic.Note, known: inout Set<SourceSpan>) {
    guard all.count > start else { return }
    var new: [Diagnostic] = []
    for var diagnostic in all[start...] where diagnostic.span.map({ !known.contains($0) }) ?? true {
      diagnostic.notes.append(note)
      new.append(diagnostic)
    }
    known.formUnion(new.compactMap(\.span))
    all.replaceSubrange(start..., with: new)
  }

  /// Throws where something was found: the first of it in file order.
  func check() throws(Diagnostics) {
    if !all.isEmpty { throw Diagnostics(Self.firstInOrder(all)) }
  }

  /// The first `Diagnostics.most` by file, line and column; the last of them says how many more there are.
  static func firstInOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    let sorted = diagnostics.enumerated().sorted { a, b in
      let (first, second) = (a.element.span, b.element.span)
      guard let first, let second else { return first == nil && second != nil }
      if first.file != second.file { return first.file < second.file }
      return (first.line, first.column, a.offset) < (second.line, second.column, b.offset)
    }
    var first = sorted.prefix(Diagnostics.most).map(\.element)
    if sorted.count > first.count {
      first[first.count - 1].notes.append(.init("\(sorted.count - first.count) more are not shown"))
    }
    return first
  }
}
