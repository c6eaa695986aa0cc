/// A place in a text file that a person wrote: 1-based line and column, both counted as an editor does.
package struct SourceSpan: Hashable, Sendable {
  /// The file, as it is to be printed (relative to where the user stands).
  package var file: String
  /// The line, from 1.
  package var line: Int
  /// The column in characters, from 1.
  package var column: Int
  /// How many characters to underline, at least 1.
  package var length: Int

  /// The place of `length` characters at `line` and `column` of `file`.
  package init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }
}

/// Something to tell the user about their files or arguments, as data; `DiagnosticRenderer` makes it text.
package struct Diagnostic: Error, Hashable, Sendable {
  /// How bad it is.
  package enum Severity: String, Sendable { case error, warning, note }

  /// A second place, and what it has to do with the first.
  package struct Note: Hashable, Sendable {
    /// What to say; lower case, no full stop.
    package var message: String
    /// Where, if anywhere.
    package var span: SourceSpan?

    /// A note with the place it speaks of.
    package init(_ message: String, at span: SourceSpan? = nil) {
      self.message = message
      self.span = span
    }
  }

  /// How bad it is.
  package var severity: Severity
  /// What is wrong; lower case, user text in quotes, no full stop.
  package var message: String
  /// Where, if anywhere.
  package var span: SourceSpan?
  /// Other places that explain it.
  package var notes: [Note]
  /// What to do about it.
  package var hint: String?
  /// The lines that the hint speaks of, to be copied.
  package var lines: [String]

  /// A diagnostic; an error where no severity is given.
  package init(
    _ message: String, at span: SourceSpan? = nil, severity: Severity = .error, notes: [Note] = [],
    hint: String? = nil, lines: [String] = []
  ) {
    self.severity = severity
    self.message = message
    self.span = span
    self.notes = notes
    self.hint = hint
    self.lines = lines
  }

  /// The same, at `span` where it has no place of its own.
  package func at(_ span: SourceSpan?) -> Diagnostic {
    var placed = self
    placed.span = self.span ?? span
    return placed
  }
}

/// Several diagnostics thrown together, such as all that is wrong with one file.
package struct Diagnostics: Error, Sendable {
  /// The most that one file reports.
  package static let most = 20

  /// In the order of the file.
  package var all: [Diagnostic]

  /// Diagnostics to throw; never empty.
  package init(_ all: [Diagnostic]) {
    precondition(!all.isEmpty, "diagnostics are thrown only where there are some")
    self.all = all
  }
}
