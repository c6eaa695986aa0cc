import Diagnostics
import Identity

extension GroupMembers.Member {
  /// That this member and a later one are both called `name`, with the places of both.
  ///
  /// Those of a matrix are told by what they are made of, and shown at the first value in which they differ.
  func clash(with other: Self, called name: StageName) -> Diagnostic {
    let texts = parts.isEmpty ? [] : [parts.map(\.text), other.parts.map(\.text)]
    let differing = zip(parts, other.parts).first { $0.span != $1.span }
    return TemplateProblem.sameMember(name.text, of: texts).diagnostic(
      at: differing?.1.span ?? other.span,
      notes: [.init(TemplateProblem.firstNote, at: differing?.0.span ?? span)])
  }
}
