/// When an out of a run made again counts as the same: what `verify --rerun` compares by.
package enum OutputComparison: Hashable, Sendable {
  /// The same bytes.
  case exact
  /// Whatever it holds.
  case ignore
  /// JSON documents of the same shape whose numbers a and b, recorded and new, differ by at most
  /// `absolute + relative × |a|`; all other values are the same.
  case json(relative: Double, absolute: Double)
}
