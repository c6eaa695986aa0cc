package import Diagnostics
package import Documents
package import Platform

/// What a program was asked to do: its files, its params and how many threads it may use.
package struct Invocation: Sendable {
  /// The folder that relative paths start from.
  package let folder: AbsolutePath
  /// The params file.
  package let params: ParamsFile
  /// The name of the program's own section.
  package let sectionName: String
  /// How many threads to use; 0 for one per processor.
  package let threads: Int
  private let values: [String: String]

  /// What `arguments`, checked by the program's spec, ask for.
  package init(
    _ arguments: ProgramArguments, for spec: ProgramSpec, in folder: AbsolutePath
  ) throws(Diagnostic) {
    self.folder = folder
    values = arguments.values
    sectionName = values["section"] ?? spec.name
    let threads = values["threads"] ?? "0"
    guard let count = Int(threads), (0...1024).contains(count) else {
      throw Diagnostic("option '--threads' needs a number from 0 to 1024, not '\(threads)'")
    }
    self.threads = count
    let params = values["params"] ?? "params.yaml"
    try Self.checkOutputs(values.merging(["params": params]) { first, _ in first }, spec, in: folder)
    self.params = try ParamsFile(reading: params, in: folder)
  }

  /// Refuses a file that is written under one option while another names it too.
  private static func checkOutputs(
    _ values: [String: String], _ spec: ProgramSpec, in folder: AbsolutePath
  ) throws(Diagnostic) {
    let files = (spec.options + ProgramSpec.common).filter { $0.role != .word && values[$0.name] != nil }
    var known: [AbsolutePath: ProgramSpec.Option] = [:]
    for option in files {
      let name = values[option.name] ?? ""
      let other = known.updateValue(option, forKey: AbsolutePath(resolving: name, against: folder))
      if let other, other.role == .output || option.role == .output {
        throw Diagnostic("options '--\(other.name)' and '--\(option.name)' name the same file '\(name)'")
      }
    }
  }

  /// The program's own section of the params file.
  package func section() throws(Diagnostic) -> ParamsSection { try params.section(sectionName) }

  /// The file that an option names.
  ///
  /// - Precondition: the option is one of the spec's required ones.
  package func file(_ option: String) -> FilePlace {
    guard let file = file(ifGiven: option) else {
      preconditionFailure("option '\(option)' is not a required one of this program")
    }
    return file
  }

  /// The file that an option names, if it was given.
  package func file(ifGiven option: String) -> FilePlace? {
    values[option].map { FilePlace($0, in: folder) }
  }

  /// The value of an option that is no file.
  ///
  /// - Precondition: the option is one of the spec's required ones.
  package func word(_ option: String) -> String {
    guard let word = word(ifGiven: option) else {
      preconditionFailure("option '\(option)' is not a required one of this program")
    }
    return word
  }

  /// The value of an option that is no file, if it was given.
  package func word(ifGiven option: String) -> String? { values[option] }
}

/// A file by the name that the user gave it, and where that is.
package struct FilePlace: Hashable, Sendable {
  /// The name as it was given, for messages.
  package let name: String
  /// Where it is.
  package let path: AbsolutePath

  /// The file `name`, relative to `folder`.
  package init(_ name: String, in folder: AbsolutePath) {
    self.name = name
    path = AbsolutePath(resolving: name, against: folder)
  }

  /// All its bytes.
  package func read() throws(Diagnostic) -> [UInt8] {
    do {
      return try File.read(path)
    } catch {
      throw Diagnostic("'\(name)': cannot read it: \(error.reason)")
    }
  }

  /// Puts `bytes` in its place, whole or not at all, and makes the folders above it.
  package func replace(with bytes: [UInt8]) throws(Diagnostic) {
    do {
      try File.replace(path, with: bytes)
    } catch {
      throw Diagnostic("'\(name)': cannot write it: \(error.reason)")
    }
  }

  /// Puts `value` in its place, indented, every number in its shortest exact form, undefined ones null.
  package func replace(with value: JSONValue) throws(Diagnostic) {
    try replace(with: JSONWriter(layout: .pretty, nonFinite: .null).bytes(value))
  }

  /// An error of this file: `'data/x.csv', column 'target', row 3: …`.
  package func problem(_ message: String, column: String? = nil, row: Int? = nil) -> Diagnostic {
    var place = ["'\(name)'"]
    if let column { place.append("column '\(column)'") }
    if let row { place.append("row \(row + 1)") }
    return Diagnostic(place.joined(separator: ", ") + ": " + message)
  }
}
