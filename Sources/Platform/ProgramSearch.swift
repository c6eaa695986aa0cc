/// Finds programs by their names.
package enum ProgramSearch {
  /// The program called `name`: the first executable file of that name in a folder of `PATH`, an absolute path itself.
  ///
  /// A name with a slash that is not absolute is looked for in `folder`, as a shell does. Nil where there is none.
  package static func program(
    _ name: String, in folder: AbsolutePath, environment: [(name: String, value: String)]
  ) -> AbsolutePath? {
    if name.hasPrefix("/") { return AbsolutePath(name).flatMap { isProgram($0) ? $0 : nil } }
    if name.contains("/") {
      let program = folder.appending(name)
      return isProgram(program) ? program : nil
    }
    let path = environment.first { $0.name == "PATH" }?.value ?? "/usr/bin:/bin"
    return path.split(separator: ":").lazy
      .compactMap { AbsolutePath(String($0))?.appending(name) }
      .first(where: isProgram)
  }

  private static func isProgram(_ path: AbsolutePath) -> Bool {
    guard let status = (try? File.status(path)) ?? nil else { return false }
    return status.kind == .file && status.isExecutable
  }
}
