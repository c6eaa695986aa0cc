import Documents
/// The program that runs a stage's command, given the command as its last argument after `-c`.
package struct Shell: Hashable, Sendable, CustomStringConvertible {
  /// `sh -e`: what runs a command where the pipeline file names nothing else.
  package static let standard = Shell(words: ["sh", "-e"])

  /// The program, then its options, without `-c`; never empty, no word is empty or holds a space.
  package let words: [String]

  private init(words: [String]) { self.words = words }

  /// The shell that `text` spells: words between spaces, without quotes; nil where there is none.
  package init?(_ text: String) {
    let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard !words.isEmpty, text.utf8.allSatisfy({ $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7F) }) else {
      return nil
    }
    self.words = words
  }

  /// The words with a space between them: what the key and the lock hold.
  package var description: String { words.joined(separator: " ") }

  /// Whether the words are the same bytes.
  package static func == (a: Shell, b: Shell) -> Bool { ExactText.same(a.description, b.description) }

  /// Hashes the words; the same bytes are equal strings, so their own hash will do.
  package func hash(into hasher: inout Hasher) { hasher.combine(words) }
}
