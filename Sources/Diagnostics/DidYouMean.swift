/// Finds the name that was probably meant.
package enum DidYouMean {
  /// The nearest of `candidates` to `word`, or nil where none is near: the first of several equally near.
  ///
  /// Near is one typing error in three characters, at most three: a wrong, missing, additional or swapped character.
  /// Case is no error, and the beginning of a single candidate, from three characters on, is near.
  package static func suggestion(for word: String, among candidates: [String]) -> String? {
    let written = Array(word.lowercased().unicodeScalars)
    guard !written.isEmpty, written.count <= longest else { return nil }
    let most = written.count < 3 ? 1 : min(3, written.count / 3)
    var best: (name: String, distance: Int)?
    var beginnings: [String] = []
    for candidate in candidates where candidate != word {
      let name = Array(candidate.lowercased().unicodeScalars)
      if name == written { return candidate }
      if written.count >= 3, name.starts(with: written) { beginnings.append(candidate) }
      guard name.count <= longest, abs(name.count - written.count) <= most else { continue }
      let distance = distance(written, name)
      // Where all but nothing is left, every short name would be near.
      guard distance <= most, distance < max(written.count, name.count) else { continue }
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name ?? (beginnings.count == 1 ? beginnings[0] : nil)
  }

  /// The suggestion as a hint: `did you mean 'x'?`.
  package static func hint(for word: String, among candidates: [String]) -> String? {
    suggestion(for: word, among: candidates).map { "did you mean '\($0)'?" }
  }

  /// Longer words are not compared: the time is the product of the lengths.
  private static let longest = 200

  /// The optimal string alignment distance: insertions, deletions, substitutions, swaps of neighbours.
  static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var previous: [Int] = []
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var next = [i + 1]
      next.reserveCapacity(row.count)
      for (j, b) in right.enumerated() {
        var cost = min(row[j] + (a == b ? 0 : 1), row[j + 1] + 1, next[j] + 1)
        if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, previous[j - 1] + 1) }
        next.append(cost)
      }
      (previous, row) = (row, next)
    }
    return row[right.count]
  }
}
