import Platform
import TestSupport
import Testing

/// Files that are none, and what permissions keep from us, wherever a pipeline can name them.
///
/// In a dep folder, as a dep, as an out, inside an out: all is handled, or refused by name before anything runs.
@Suite struct OddKindTests {
  /// Shell words that make something odd at `$1`.
  private static let kinds: [(name: String, make: String)] = [
    ("fifo", "mkfifo \"$1\""),
    (
      "socket",
      "python3 -c 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' \"$1\" || exit 99"
    ),
    ("device", "mknod \"$1\" c 1 3 || exit 99"), ("loop", "ln -s \"$(basename \"$1\")\" \"$1\""),
    ("unreadable", "echo x > \"$1\"; chmod 0 \"$1\""),
    ("closed", "mkdir \"$1\"; echo x > \"$1/f\"; chmod 0 \"$1\""),
  ]

  /// What is said of each as a dep; the path of the workspace is left out.
  private static let complaints = [
    "fifo": "'PATH' is a pipe, socket or device", "socket": "'PATH' is a pipe, socket or device",
    "device": "'PATH' is a pipe, socket or device",
    "loop": "cannot look at '/PATH': Too many levels of symbolic links",
    "unreadable": "cannot open '/PATH': Permission denied",
    "closed": "cannot read folder '/PATH': Permission denied",
  ]

  /// Runs `repro` as a user whom permissions bind, after `setup`; nil where there is none, or no way to make the file.
  private func repro(_ space: Workspace, _ pipeline: String, _ setup: String) throws -> ProgramOutput? {
    try space.project(pipeline)
    let run = try space.shell(
      """
      set -e
      \(setup)
      user=
      if [ "$(id -u)" = 0 ]; then chown -hR 65534 .; user='setpriv --reuid=65534 --clear-groups'; fi
      lockstep='\(Workspace.built("lockstep"))'
      $user test -x "$lockstep" || exit 99
      set +e
      timeout 60 $user "$lockstep" repro < /dev/null
      """)
    try space.shell("chmod -R u+rwx . 2> /dev/null || true")
    return run.status == 99 ? nil : run
  }

  @Test(arguments: kinds.map(\.name), ["in", "in/sub/odd"])
  func `as a dep, or in one, it is refused with its stage and line before anything runs`(
    _ kind: String, _ path: String
  ) throws {
    let make = try #require(Self.kinds.first { $0.name == kind }).make
    try Workspace.with { space in
      let run = try repro(
        space,
        """
        stages:
          before: {cmd: touch ran, outs: [b]}
          a:
            cmd: ls in > a.txt
            deps: [in]
            outs: [a.txt]

        """,
        "make() { \(make); }; \(path == "in" ? "" : "mkdir -p in/sub; echo > in/ok; ")make \(path)")
      guard let run else { return }
      let complaint = try #require(Self.complaints[kind]).replacing("PATH", with: path)
      let shown = run.errors.replacing(space.root.description, with: "")
      #expect(
        shown.hasSuffix(
          """
          pipeline.yaml:5:12: error: stage 'a' cannot read its dep: \(complaint)
              5 |     deps: [in]
                |            ^~

          """), "\(shown)")
      #expect(run.status == 3)
      #expect(!space.exists("ran") && !space.exists("pipeline.lock"))
    }
  }

  @Test(arguments: kinds.map(\.name), ["out", "out/odd"])
  func `where it stands at an out, or in one, it makes way and is kept`(_ kind: String, _ path: String) throws
  {
    let make = try #require(Self.kinds.first { $0.name == kind }).make
    try Workspace.with { space in
      let run = try repro(
        space, "stages:\n  a: {cmd: mkdir out && echo made > out/f, outs: [out]}\n",
        "make() { \(make); }; \(path == "out" ? "" : "mkdir out; ")make \(path)")
      guard let run else { return }
      #expect(run.status == 0, "\(run)")
      #expect(try space.read("out/f") == "made\n")
      let name = path == "out" ? "0" : "odd"
      #expect(try space.shell("find .lockstep/trash -name \(name)").output.hasSuffix("/\(name)\n"))
    }
  }

  @Test(arguments: kinds.map(\.name), ["out", "out/odd"])
  func `where a command makes it, it fails its stage by name, and nothing is recorded`(
    _ kind: String, _ path: String
  ) throws {
    // A loop of links is a link, and outs keep links as they are; only root makes devices.
    guard kind != "loop", kind != "device" else { return }
    let make = try #require(Self.kinds.first { $0.name == kind }).make
    try Workspace.with { space in
      let run = try repro(
        space, "stages:\n  a: {cmd: sh make.sh \(path), outs: [out]}\n",
        "cat > make.sh << 'EOF'\n\(path == "out" ? "" : "mkdir out")\n\(make)\nEOF\n")
      guard let run else { return }
      let complaint = try #require(Self.complaints[kind]).replacing("PATH", with: path)
      let shown = run.output.replacing(space.root.description, with: "")
      #expect(shown.contains("failed     a  \(complaint) (log: "), "\(run)")
      #expect(run.status == 1)
      #expect(!space.exists("pipeline.lock") && !space.exists("out"))
    }
  }

  @Test(arguments: [".gitignore", "pipeline.lock", "params.yaml", ".lockstepignore"])
  func `a pipe where a file of Lockstep's or git's belongs is refused by name, and never waited for`(
    _ name: String
  ) throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: echo 1 > a, params: [x], outs: [a]}\n", ["params.yaml": "x: 1\n"])
      try space.git("init", "-q")
      let run = try space.shell(
        "rm -f \(name); mkfifo \(name); timeout 60 '\(Workspace.built("lockstep"))' repro")
      #expect([1, 3].contains(run.status))
      #expect(
        run.errors.contains(
          "error: cannot read the pipe, socket or device '\(space.root)/\(name)': a file is expected\n"),
        "\(run.errors)")
      #expect(!space.exists("a"))
    }
  }

  @Test func `a folder that nobody may read holds no pipeline, and the rest of the project is as ever`()
    throws
  {
    try Workspace.with { space in
      let run = try repro(
        space, "stages:\n  a: {cmd: echo > a.txt, outs: [a.txt]}\n", "mkdir other; chmod 0 other")
      guard let run else { return }
      #expect(
        run.errors.replacing(space.root.description, with: "")
          == "warning: cannot read folder '/other': Permission denied; a pipeline in it is not known\n")
      #expect(run.status == 0)
    }
  }

  @Test func `an out folder that its stage closed is made again`() throws {
    try Workspace.with { space in
      let pipeline =
        "stages:\n  a: {cmd: mkdir out && cp in out/f && chmod 555 out, deps: [in], outs: [out]}\n"
      guard try repro(space, pipeline, "echo 1 > in")?.status == 0 else { return }
      let run = try repro(space, pipeline, "chmod 555 out; echo 2 > in")
      #expect(run?.status == 0, "\(String(describing: run))")
      #expect(try space.read("out/f") == "2\n")
    }
  }

  @Test(arguments: [
    "line\nbreak", "tail ", " ", String(repeating: "n", count: 255), "\u{1}", "\u{7F}\u{1B}[1m",
  ])
  func `names are handled in a folder of deps, by a pattern, and in a folder of outs`(_ name: String) throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          a: {cmd: cp -r in out, deps: [in], outs: [out]}
          b: {cmd: cat in/* > b.txt, deps: [glob: "in/*"], outs: [b.txt]}

        """, ["in/\(name)": "1\n"])
      try space.repro()
      #expect(try space.read("b.txt") == "1\n")
      #expect(try space.repro().hasSuffix("2 stages: 2 unchanged\n"))
      try space.shell("rm -r out .lockstep/state.sqlite")
      try space.repro()
      #expect(try space.read("out/\(name)") == "1\n")
      #expect(try space.lockstep("verify").status == 0)
    }
  }
}
