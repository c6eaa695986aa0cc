import Identity
import Platform
import Testing

/// A folder for the files of one test, gone when `body` returns.
func withScratchFolder<Result>(
  _ name: String = #function, _ body: (AbsolutePath) throws -> Result
) throws -> Result {
  let top = CurrentProcess.environment.first { $0.name == "TMPDIR" }?.value ?? "/tmp"
  // Cases of one test run side by side, each in a folder of its own.
  let number = UInt32.random(in: .min ... .max)
  let safe =
    "lockstep-\(CurrentProcess.identifier)-\(number)-" + name.filter { $0.isLetter || $0.isNumber }.prefix(60)
  let parent = try #require(AbsolutePath(top))
  let relative = try RelativePath.root.appending(name: Array(safe.utf8))
  try File.makeFolders(parent.appending(relative))
  defer { try? Folder(parent).removeTree(relative) }
  return try body(parent.appending(relative))
}
