import PipelineModel

extension Stage.Command {
  /// The command line by line, of a list one command after the other.
  var lines: [String] {
    let scripts =
      switch self {
      case .script(let script): [script]
      case .list(let list): list
      }
    return scripts.flatMap { script in
      var lines = script.split(separator: "\n", omittingEmptySubsequences: false)
      // A block of lines ends with one that is empty.
      if lines.count > 1, lines.last == "" { lines.removeLast() }
      return lines.map(String.init)
    }
  }
}
