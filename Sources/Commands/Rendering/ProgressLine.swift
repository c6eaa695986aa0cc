import Diagnostics
import Engine
import Identity
import Platform

/// The line at the bottom of a terminal that tells how far a run is; it goes before anything else is written.
struct ProgressLine {
  private let width: Int
  private let write: ([UInt8]) -> Void
  private var shown: String?

  /// A line of at most `width` columns.
  init(width: Int, write: @escaping ([UInt8]) -> Void) {
    self.width = width
    self.write = write
  }

  /// Shows how far the run is.
  mutating func show(_ progress: RunProgress) {
    let text = Self.text(progress, width: width)
    guard text != shown else { return }
    shown = text
    write(Array("\r\u{1B}[K\(text)".utf8))
  }

  /// Takes the line away.
  mutating func clear() {
    guard shown != nil else { return }
    shown = nil
    write(Array("\r\u{1B}[K".utf8))
  }

  /// `2 running, 3 done, 7 left, 12 s: train, score`, cut to `width` columns.
  static func text(_ progress: RunProgress, width: Int) -> String {
    let seconds = progress.elapsed / 1_000_000_000
    let elapsed = seconds < 60 ? "\(seconds) s" : Quantity.duration(seconds * 1_000_000_000)
    let names = progress.running.map(\.description).joined(separator: ", ")
    let text = TerminalText.escaped(
      "\(progress.running.count) running, \(progress.done) done, \(progress.left) left, \(elapsed): \(names)")
    guard TerminalText.width(text) >= width else { return text }
    var cut = ""
    var columns = 0
    for character in text {
      columns += TerminalText.width(String(character))
      if columns >= width - 1 { break }
      cut.append(character)
    }
    return cut + "…"
  }
}
