/// The keys of pipeline files: those this version reads, and those of the full language that it names but refuses.
enum PipelineSchema {
  static let top = ["stages", "params", "metrics", "plots", "artifacts"]
  static let topLater = ["vars", "datasets"]

  static let stage = [
    "cmd", "wdir", "deps", "params", "outs", "metrics", "plots", "env", "frozen", "always_changed", "desc",
    "meta", "shell", "timeout", "kill_grace", "retries", "resources", "mutex", "after", "sandbox",
  ]
  static let stageLater = ["foreach", "do", "matrix", "vars"]

  static let out = [
    "cache", "persist", "local", "push", "remote", "desc", "type", "labels", "meta", "compare",
  ]
}
