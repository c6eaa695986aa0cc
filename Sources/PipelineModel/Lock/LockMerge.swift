package import Identity

/// Two changes of one lock put together, stage by stage.
///
/// What one side changed is taken from it. A stage that both sides changed in different ways has no result that either
/// side made from what the merge holds: its entry is dropped, so that a run, or the cache, decides.
package struct LockMerge: Sendable {
  /// The lock of the merge.
  package let lock: LockFile
  /// The stages that both sides changed, sorted.
  package let undecided: [StageName]
  /// Those of them that made different outs of the same inputs, sorted.
  package let nonDeterministic: [StageName]

  /// Merges what `ours` and `theirs` made of `base`.
  package init(base: LockFile, ours: LockFile, theirs: LockFile) {
    var merged = ours.stages
    var undecided: [StageName] = []
    for name in Set(base.stages.keys).union(ours.stages.keys).union(theirs.stages.keys) {
      let (before, one, other) = (base.stages[name], ours.stages[name], theirs.stages[name])
      if one == other || other == before { continue }
      if one == before {
        merged[name] = other
      } else {
        merged[name] = nil
        undecided.append(name)
      }
    }
    lock = LockFile(stages: merged)
    self.undecided = undecided.sorted()
    nonDeterministic = self.undecided.filter { Self.isNonDeterministic(ours.stages[$0], theirs.stages[$0]) }
  }

  /// Whether two entries of a stage are two results of one key; what a persistent out held before is in none.
  static func isNonDeterministic(_ one: StageRecord?, _ other: StageRecord?) -> Bool {
    guard let one, let other, one.key == other.key, one.outputs != other.outputs else { return false }
    return !one.inputs.outputs.contains(where: \.isPersistent)
  }
}
