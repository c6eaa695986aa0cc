package import Diagnostics
import Documents
package import Identity

/// What the pipeline file says of the values in a metrics file.
///
/// A rule for the whole file holds for every value that no entry of `keys` speaks of; an entry holds for the value of its
/// key, or for all values below it, and wins field by field over shorter keys and over the file.
package struct MetricDeclaration: Hashable, Sendable {
  /// A rule and the key that it is for.
  package struct KeyRule: Hashable, Sendable {
    /// The value, or the mapping of values.
    package var key: ParamKey
    /// What is said of it.
    package var rule: MetricRule
    /// Where it is written.
    package var span: SourceSpan

    /// A rule for `key`.
    package init(_ key: ParamKey, _ rule: MetricRule, at span: SourceSpan) {
      self.key = key
      self.rule = rule
      self.span = span
    }
  }

  /// The metrics file, or a folder of them.
  package var path: RelativePath
  /// Where it is written.
  package var span: SourceSpan
  /// What is said of all its values; `std` and `folds` name keys beside each value.
  package var rule: MetricRule
  /// What is said of some of its values, in the order of the file; `std` and `folds` name keys from the top.
  package var keys: [KeyRule]

  /// A metrics file; without more, nothing is said of its values.
  package init(
    _ path: RelativePath, at span: SourceSpan, rule: MetricRule = MetricRule(), keys: [KeyRule] = []
  ) {
    self.path = path
    self.span = span
    self.rule = rule
    self.keys = keys
  }

  /// What holds for the value at `key`.
  package func rule(for key: ParamKey) -> MetricRule {
    var found = rule.beside(key)
    let rules = keys.filter { key.components.starts(with: $0.key.components, by: ExactText.same) }
    for longer in rules.sorted(by: { $0.key.components.count < $1.key.components.count }) {
      found.take(longer.rule)
    }
    return found
  }
}

/// What is declared of a metric's values; nil where nothing is.
package struct MetricRule: Hashable, Sendable {
  /// Which way is better.
  package enum Goal: String, Hashable, Sendable, CaseIterable {
    /// More is better.
    case max
    /// Less is better.
    case min
    /// Neither.
    case none
  }

  /// How large a difference does not matter: what either bound allows is within it.
  package struct Tolerance: Hashable, Sendable {
    /// A part of the old value's magnitude.
    package var relative: DeclaredNumber?
    /// In the unit of the value.
    package var absolute: DeclaredNumber?

    /// A tolerance.
    package init(relative: DeclaredNumber? = nil, absolute: DeclaredNumber? = nil) {
      self.relative = relative
      self.absolute = absolute
    }
  }

  /// How many values a mean was taken over, or which.
  package enum Folds: Hashable, Sendable {
    /// So many.
    case count(Int)
    /// What stands at that key of the same file: a number of folds, or the list of their values.
    case key(ParamKey)
  }

  /// Which way is better.
  package var goal: Goal?
  /// How large a difference does not matter.
  package var tolerance: Tolerance?
  /// Where the standard deviation between folds stands, in the same file.
  package var std: ParamKey?
  /// How many folds there were, or where their values stand.
  package var folds: Folds?

  /// A rule; without more, one that says nothing.
  package init(goal: Goal? = nil, tolerance: Tolerance? = nil, std: ParamKey? = nil, folds: Folds? = nil) {
    self.goal = goal
    self.tolerance = tolerance
    self.std = std
    self.folds = folds
  }

  /// Whether it says nothing.
  package var isEmpty: Bool { self == MetricRule() }

  /// Takes what `other` says.
  fileprivate mutating func take(_ other: MetricRule) {
    goal = other.goal ?? goal
    tolerance = other.tolerance ?? tolerance
    std = other.std ?? std
    folds = other.folds ?? folds
  }

  /// The rule for `key`, with names of keys beside it made keys from the top; a spread is no metric of its own.
  fileprivate func beside(_ key: ParamKey) -> MetricRule {
    let parent = Array(key.components.dropLast())
    var found = self
    found.std = std.map { ParamKey(parent + $0.components) }
    if case .key(let name)? = folds { found.folds = .key(ParamKey(parent + name.components)) }
    return found.std == key || found.folds == .key(key) ? MetricRule(goal: MetricRule.Goal.none) : found
  }
}

/// A number as it is written in a pipeline file, and its value.
package struct DeclaredNumber: Hashable, Sendable {
  /// The number as written.
  package let text: String
  /// The nearest double; finite.
  package let value: Double

  /// A finite number.
  package init(text: String, value: Double) {
    self.text = text
    self.value = value
  }
}
