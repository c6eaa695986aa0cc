import Diagnostics
import Engine
import Platform

/// Asks on standard error whether a stage may run; answers come from standard input, a line each.
struct RunPrompt {
  let environment: Environment

  /// Asks until the answer is one; the end of the input is a no.
  func ask(_ plan: StagePlan, orSignalOf signals: SignalWatch?) -> Confirmation {
    while true {
      let question = "\(plan.state.rawValue) '\(plan.id)' (\(plan.reasonText))? [y/n] "
      environment.writeError(Array(TerminalText.escaped(question).utf8))
      switch StandardInput.line(orSignalOf: signals) {
      case .signal: return .interrupted
      case .end:
        environment.writeError([0x0A])
        return .no
      case .line(let bytes):
        let answer = String(decoding: bytes, as: UTF8.self).lowercased()
        if let answer = Self.meaning(answer.filter { !$0.isWhitespace }) { return answer }
        environment.note("the answer is 'y' (go on) or 'n' (end the run here)")
      }
    }
  }

  private static func meaning(_ answer: String) -> Confirmation? {
    switch answer {
    case "y", "yes": .yes
    case "n", "no": .no
    default: nil
    }
  }
}
