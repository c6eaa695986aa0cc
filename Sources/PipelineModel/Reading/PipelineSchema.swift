/// The keys of pipeline files: those this version reads, and those of the full language that it names but refuses.
enum PipelineSchema {
  static let top = ["stages", "params", "metrics", "plots"]
  static let topLater = ["vars", "artifacts", "datasets"]

  static let stage = [
    "cmd", "wdir", "deps", "params", "outs", "metrics", "plots", "env", "frozen", "always_changed", "desc",
    "meta",
  ]
  static let stageLater = [
    "foreach", "do", "matrix", "vars", "shell", "timeout", "kill_grace", "retries", "resources", "mutex",
    "after",
    "sandbox",
  ]

  static let out = ["cache", "persist", "local", "push", "remote", "desc", "type", "labels", "meta"]
  static let plot = ["x", "y", "x_label", "y_label", "title", "header", "template"]
}
