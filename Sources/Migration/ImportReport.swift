package import Identity

/// What an import found, made, and could not carry over.
package struct ImportReport: Sendable {
  /// What becomes of a stage.
  package enum Verdict: Hashable, Sendable {
    /// DVC's result stands: the stage does not run.
    case carriedOver
    /// The stage runs, and why.
    case leftToRun(String)
  }

  /// Something that is not as it was in DVC.
  package struct Remark: Hashable, Sendable {
    /// What it is about: a file, a place in it, a setting.
    package var subject: String
    /// What became of it, and why.
    package var text: String
  }

  /// The files written: what each is made from.
  package var files: [(source: RelativePath, made: RelativePath)] = []
  /// The stages in the order that they run.
  package var stages: [(id: StageID, verdict: Verdict)] = []
  /// What was missing in the workspace and is put back from DVC's cache.
  package var putBack: [RelativePath] = []
  /// What is not as it was.
  package var remarks: [Remark] = []

  mutating func remark(_ subject: String, _ text: String) {
    let remark = Remark(subject: subject, text: text)
    if !remarks.contains(remark) { remarks.append(remark) }
  }
}
