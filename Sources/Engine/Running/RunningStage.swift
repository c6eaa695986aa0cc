import PipelineModel
import Platform

/// A stage whose command is under way.
struct RunningStage {
  let plan: StagePlan
  /// Its place among the commands of this run.
  let number: Int
  var execution: StageExecution
  let log: StageLog
  /// How many times it was begun, this one included.
  let attempt: Int
  /// When its time is over, by the monotonic clock; nil for never.
  var deadline: Int64?
  /// The programs that have yet to run.
  var waiting: ArraySlice<ChildProcess> = []
  /// Whether its time was over, and it was told to end.
  var isOverdue = false
  /// What those that ran came to.
  var outcome = CommandRunner.Outcome()
}
