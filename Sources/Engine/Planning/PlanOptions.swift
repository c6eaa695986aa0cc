/// What the user asked of a plan.
package struct PlanOptions: Hashable, Sendable {
  /// Run the stages even where nothing changed, and look no result up.
  package var force = false
  /// Look up results of the same inputs.
  package var usesRunCache = true

  /// The options of a plain `repro`.
  package init() {}
}
