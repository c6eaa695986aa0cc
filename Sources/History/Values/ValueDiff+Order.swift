extension [ValueDiff.Row] {
  /// The rows with the worst first, and of one verdict those that moved most against their goal; else as they stood.
  package var worstFirst: [ValueDiff.Row] {
    func harm(_ row: ValueDiff.Row) -> Double {
      switch row.verdict {
      case .worse, .better: -abs(row.percent ?? .infinity)
      default: 0
      }
    }
    let keys = enumerated().map { (rank: $1.verdict.rank, harm: harm($1), index: $0) }
    return keys.sorted { ($0.rank, $0.harm, $0.index) < ($1.rank, $1.harm, $1.index) }.map { self[$0.index] }
  }
}
