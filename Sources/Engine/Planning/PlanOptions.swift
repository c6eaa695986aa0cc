/// What the user asked of a plan.
package struct PlanOptions: Hashable, Sendable {
  /// Run the stages even where nothing changed, and look no result up.
  package var force = false
  /// Look up results of the same inputs.
  package var usesRunCache = true

  /// Run all that needs a stage which ran, though it made what it made before.
  package var forcesDownstream = false
  /// Take data that is missing, and that the cache has not got, as the lock has it, where nothing else changed.
  package var allowsMissing = false

  /// Take params for the same that are the same numbers, such as 1 and 1.0.
  package var comparesNumbers = false

  /// Judge stages that run every time like all others: by their inputs and their last result.
  package var judgesByRecord = false

  /// The options of a plain `repro`.
  package init() {}
}
