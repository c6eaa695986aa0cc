package import Identity
package import PipelineModel

extension ValueDiff {
  /// What changed as a reader wants to be told: some values one by one, of the rest how many there are.
  package struct Telling: Sendable {
    /// The values that are told, as they stand in the diff.
    package var rows: [Row] = []
    /// How many changed that have no goal, where others have one; the spread between folds among them.
    package var withoutGoal = 0
    /// How many values have files that only one side has or could read, where those are too many to be told.
    package var ofFiles: [RelativePath: Int] = [:]

    /// All of `rows`, and nothing besides.
    package init(rows: [Row] = []) { self.rows = rows }
  }

  /// What changed, as it is told.
  ///
  /// Where goals are declared, values without one are only counted. So are those of a file that is new, gone or unreadable
  /// as a whole, where it has more than a few. What has a goal is told in any case.
  package var telling: Telling {
    let whole = Set(files.map(\.path))
    var ofFiles: [RelativePath: Int] = [:]
    if !whole.isEmpty {
      for row in rows where !row.isUnchanged && whole.contains(row.path) && !row.hasGoal {
        ofFiles[row.path, default: 0] += 1
      }
    }
    ofFiles = ofFiles.filter { $0.value > Self.few }
    let hasGoals = rows.contains(where: \.hasGoal)
    var telling = Telling()
    telling.ofFiles = ofFiles
    for row in rows where !row.isUnchanged {
      if row.hasGoal {
        telling.rows.append(row)
      } else if ofFiles[row.path] != nil {
        continue
      } else if hasGoals, !row.isUnreadable {
        telling.withoutGoal += 1
      } else {
        telling.rows.append(row)
      }
    }
    return telling
  }

  /// So many values of a file are told though all of them are new or gone.
  private static let few = 5

  /// Keys that a pipeline file speaks of and no value has on either side, though their files could be read.
  package var unknownKeys: [(file: RelativePath, rule: MetricDeclaration.KeyRule)] {
    declarations.flatMap { declaration in
      let rows = rows.filter { declaration.path.contains($0.path) }
      if rows.isEmpty || rows.contains(where: \.isUnreadable) {
        return [] as [(RelativePath, MetricDeclaration.KeyRule)]
      }
      return declaration.keys.filter { rule in
        !rows.contains { row in
          row.key?.components.starts(with: rule.key.components) ?? false
        }
      }.map { (declaration.path, $0) }
    }
  }
}
