/// The keys of pipeline files: those this version reads, and those of DVC's that it names but refuses.
enum PipelineSchema {
  static let top = ["stages", "params", "metrics", "plots", "artifacts", "vars"]
  static let topLater = ["datasets"]

  static let stage = [
    "cmd", "wdir", "deps", "params", "outs", "metrics", "plots", "env", "frozen", "always_changed", "desc",
    "meta", "shell", "timeout", "kill_grace", "retries", "resources", "mutex", "after", "sandbox",
    "foreach", "do", "matrix", "vars",
  ]

  static let out = [
    "cache", "persist", "local", "push", "remote", "desc", "type", "labels", "meta", "compare",
  ]
}
