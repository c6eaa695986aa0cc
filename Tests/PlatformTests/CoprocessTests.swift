import Platform
import TestSupport
import Testing

@Suite struct CoprocessTests {
  private func start(_ script: String) throws -> Coprocess {
    guard let shell = AbsolutePath("/bin/sh"), let folder = AbsolutePath("/") else {
      throw TestFailure("no shell")
    }
    return try Coprocess(
      ChildProcess(
        program: shell, arguments: ["sh", "-c", script], environment: [("PATH", "/usr/bin:/bin")],
        folder: folder))
  }

  @Test func `requests are answered one after the other`() throws {
    var program = try start("while read -r line; do echo \"got $line\"; printf 12345; done")
    try program.write(Array("one\n".utf8))
    #expect(try program.readLine() == Array("got one".utf8))
    #expect(try program.read(3) == Array("123".utf8))
    try program.skip(2)
    try program.write(Array("two\n".utf8))
    #expect(try program.readLine() == Array("got two".utf8))
  }

  @Test func `the end of its input ends the output`() throws {
    var program = try start("cat; echo end")
    try program.write(Array("a\n".utf8))
    program.endInput()
    #expect(try program.readLine() == Array("a".utf8))
    #expect(try program.readLine() == Array("end".utf8))
    #expect(try program.readLine() == nil)
    #expect(try program.readLine() == nil)
  }

  @Test func `a program that ends early is an error, not a signal, and says why`() throws {
    var program = try start("exec 0<&-; echo why >&2; exit 3")
    #expect(try program.readLine() == nil)
    #expect(program.errors == Array("why\n".utf8))
    #expect(throws: SystemError.self) { try program.write(Array("late\n".utf8)) }
    #expect(throws: SystemError.self) { try program.read(1) }
  }

  @Test func `complaints without end neither block nor pile up`() throws {
    var program = try start(
      "i=0; while [ $i -lt 3000 ]; do echo complaint complaint complaint complaint >&2; i=$((i+1)); done; echo done"
    )
    #expect(try program.readLine() == Array("done".utf8))
    #expect(program.errors.count == 4096)
  }

  @Test func `a program that reads nothing is ended`() throws {
    _ = try start("sleep 100 & wait")
  }

  @Test func `a program that is missing is an error`() throws {
    guard let missing = AbsolutePath("/nowhere/program"), let folder = AbsolutePath("/") else { return }
    #expect(throws: SystemError.self) {
      _ = try Coprocess(ChildProcess(program: missing, arguments: ["x"], environment: [], folder: folder))
    }
  }
}
