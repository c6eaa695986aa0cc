extension [ValueDiff.Row] {
  /// The rows with the worst first, and of one verdict those that moved most against their goal; else as they stood.
  package var worstFirst: [ValueDiff.Row] {
    func harm(_ row: ValueDiff.Row) -> Double {
      switch row.verdict {
      case .worse, .better: -abs(row.percent ?? .infinity)
      default: 0
      }
    }
    return enumerated().sorted { a, b in
      let (one, other) = (a.element, b.element)
      if one.verdict != other.verdict { return one.verdict.rank < other.verdict.rank }
      let (first, second) = (harm(one), harm(other))
      return first == second ? a.offset < b.offset : first < second
    }.map(\.element)
  }
}
