/// Colours for a terminal, and none anywhere else.
struct TextStyle: Sendable {
  /// Whether to write colours.
  let isColoured: Bool

  /// A word that says what becomes of a stage.
  func state(_ word: String) -> String {
    switch word {
    case "run", "ran", "maybe", "stale", "retry": coloured(word, "33")
    case "restore", "restored": coloured(word, "36")
    case "blocked", "failed", "timed out", "missing", "damaged", "invalid", "contradictory", "different":
      coloured(word, "1;31")
    case "unchanged", "skipped": coloured(word, "2")
    default: word
    }
  }

  /// What a cell of a table is to its reader.
  enum Tone { case head, good, bad, quiet }

  /// `text` as its tone has it.
  func text(_ text: String, _ tone: Tone?) -> String {
    switch tone {
    case nil: text
    case .head: coloured(text, "1")
    case .good: coloured(text, "32")
    case .bad: coloured(text, "1;31")
    case .quiet: coloured(text, "2")
    }
  }

  private func coloured(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
