import Engine
import Identity
import Platform
import TestSupport
import Testing

/// Sandboxes on a kernel without Landlock: the scratch tree alone serves, and that is said.
@Suite struct SandboxWithoutLandlockTests {
  /// Runs `command` in a sandbox of a project with the files `in`, which is declared, and `secret`.
  private func sandboxed(
    _ command: String, asksKernel: Bool, _ body: (Workspace, [String]) throws -> Void
  ) throws {
    try Workspace.with { space in
      try space.write(
        "pipeline.yaml", "stages: {s: {cmd: '\(command)', deps: [in], outs: [out], sandbox: true}}")
      try space.write("in", "1\n")
      try space.write("secret", "s\n")
      _ = try Project.create(at: space.root)
      let project = try Project(root: space.root, asksKernel: asksKernel)
      let session = try WriteSession(project, command: "test") { _ in }
      let recorder = Recorder()
      let selection = try StageSelection([], in: session.model, folder: .root, reach: .upstream)
      let run = try Reproduction(
        session, selection: selection, options: PlanOptions(), keepGoing: false, room: Room(jobs: 1),
        environment: space.environment, observer: recorder)
      _ = try run.execute()
      try body(space, recorder.lines)
    }
  }

  private static let note =
    "note: this kernel has no Landlock: only the scratch tree keeps stages from undeclared files"

  @Test func `what is declared is there, and it is said that the kernel does not help`() throws {
    try sandboxed("cat in > out; ls >> out", asksKernel: false) { (space, lines) throws in
      #expect(lines == ["run s: never run", Self.note, "ran s"])
      #expect(try space.read("out") == "1\nin\nout\n")
    }
  }

  @Test func `what is not declared is not in the tree, and is named`() throws {
    try sandboxed("cat secret > out", asksKernel: false) { _, lines in
      #expect(
        lines == [
          "run s: never run", Self.note,
          "failed s: its command exited with status 1; it reads 'secret' without declaring it ('- secret' in its deps would)",
        ])
    }
    try sandboxed("echo 1 > out; echo 1 > more", asksKernel: false) { (space, lines) throws in
      #expect(lines.last == "failed s: it wrote 'more' without declaring it ('- more' in its outs would)")
      #expect(!space.exists("more") && !space.exists("out"))
    }
  }

  @Test func `a way around the tree is open without the kernel, and closed by it`() throws {
    let around = "cat $(dirname $LOCKSTEP_ROOT)/../../../secret > out"
    try sandboxed(around, asksKernel: false) { (space, lines) throws in
      #expect(lines.last == "ran s")
      #expect(try space.read("out") == "s\n")
    }
    guard Landlock.version != nil else { return }
    try sandboxed(around, asksKernel: true) { _, lines in
      #expect(!lines.contains(Self.note))
      #expect(lines.last?.hasPrefix("failed s: its command exited with status 1; it reads 'secret'") == true)
    }
  }
}
