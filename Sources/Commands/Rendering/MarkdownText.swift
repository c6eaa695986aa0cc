import Diagnostics

/// Text for GitHub's Markdown.
enum MarkdownText {
  /// `text` so that Markdown shows it as it is, in a cell of a table too; an underscore inside a word means nothing there,
  /// nor do brackets that no link follows.
  static func escaped(_ text: String) -> String {
    var result = ""
    var last: Character?
    for character in TerminalText.escaped(text) {
      switch character {
      case "|", "\\", "`", "*", "~": result += "\\\(character)"
      case "(" where last == "]", "[" where last == "]": result += "\\\(character)"
      case "_" where last == nil || last == " ": result += "\\_"
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      // A name or an issue that is mentioned would be told of it.
      case "@", "#": result += last?.isLetter == true ? String(character) : "\(character)&#8203;"
      default: result.append(character)
      }
      last = character
    }
    return result
  }
}
