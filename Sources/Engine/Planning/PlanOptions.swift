/// What the user asked of a plan.
package struct PlanOptions: Hashable, Sendable {
  /// Run the stages even where nothing changed, and look no result up.
  package var force = false
  /// Look up results of the same inputs.
  package var usesRunCache = true

  /// Judge stages that run every time like all others: by their inputs and their last result.
  package var judgesByRecord = false

  /// The options of a plain `repro`.
  package init() {}
}
