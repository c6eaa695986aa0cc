package import Diagnostics

// What is wrong with the columns that a section names, said where it names them.
extension ParamsSection {
  /// The error of a column named under `key` that `file` does not have, or that tells which row it is.
  package func noFeature(
    _ column: String, at key: String, among features: [String], of file: FilePlace
  ) -> Diagnostic {
    if FeatureTable.keyNames.contains(column) {
      return problem(
        "'\(path).\(key)' names the column '\(column)', which is not a feature", at: key, item: column)
    }
    return problem(
      "'\(path).\(key)' names the column '\(column)', which '\(file.name)' does not have", at: key,
      item: column, hint: DidYouMean.hint(for: column, among: features))
  }

  /// The error of a column named under `key`, where only numbers serve.
  package func noNumbers(_ column: String, at key: String, of file: FilePlace) -> Diagnostic {
    problem(
      "'\(path).\(key)' names the column '\(column)', which holds text in '\(file.name)'", at: key,
      item: column)
  }
}
