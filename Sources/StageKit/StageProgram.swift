import Diagnostics
import Learning
package import Platform

/// A program that a stage runs: files and params in, files out.
package protocol StageProgram {
  /// What it is called and takes.
  static var spec: ProgramSpec { get }
  /// Does the work; nothing is written where it throws before its end.
  static func run(_ invocation: Invocation) throws
}

extension StageProgram {
  /// The whole program: reads the process's arguments, runs, and ends the process.
  package static func main() -> Never {
    let folder: AbsolutePath
    do {
      folder = try CurrentProcess.workingFolder()
    } catch {
      StandardStream.error.write(Array("error: \(error)\n".utf8))
      CurrentProcess.exit(2)
    }
    let (status, output, errors) = run(Array(CommandLine.arguments.dropFirst()), in: folder)
    StandardStream.output.write(Array(output.utf8))
    StandardStream.error.write(Array(errors.utf8))
    CurrentProcess.exit(status)
  }

  /// Runs the program with `arguments` in `folder`: its exit status and what it prints.
  ///
  /// Whatever is wrong with arguments, params or files is one line and status 2.
  package static func run(
    _ arguments: [String], in folder: AbsolutePath
  ) -> (status: Int32, output: String, errors: String) {
    do {
      let parsed = try ProgramArguments(arguments, for: spec)
      if parsed.asksForHelp { return (0, spec.help, "") }
      try run(Invocation(parsed, for: spec, in: folder))
      return (0, "", "")
    } catch {
      return (2, "", OneLine.text(of: error) + "\n")
    }
  }
}

/// Errors as the one line that a program ends with.
enum OneLine {
  /// `place: error: what is wrong (hint)`, and a line for each note.
  static func text(of error: any Error) -> String {
    switch error {
    case let error as Diagnostic: text(of: error)
    case let error as Diagnostics: error.all.map { text(of: $0) }.joined(separator: "\n")
    case let error as BoosterError: "error: xgboost: \(error)"
    default: "error: \(error)"
    }
  }

  private static func text(of diagnostic: Diagnostic) -> String {
    let place = diagnostic.span.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    let hint = diagnostic.hint.map { " (\($0))" } ?? ""
    let notes = diagnostic.notes.map { "\nnote: \($0.message)" }.joined()
    return "\(place)error: \(diagnostic.message)\(hint)\(notes)"
  }
}
