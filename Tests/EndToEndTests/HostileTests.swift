import TestSupport
import Testing

/// Projects that mean harm: nothing outside is read, written or deleted, and no command runs that was not asked for.
@Suite struct HostileTests {
  private static let pipeline = """
    stages:
      a:
        cmd: mkdir d && echo f > d/f
        outs: [d]

    """

  /// Puts a manifest of `entries` into the cache and into the lock, in place of what the stage made.
  private func plant(_ entries: String, _ space: Workspace) throws {
    try space.project(Self.pipeline)
    try space.repro()
    try space.shell("mkdir -p ../victim; echo precious > ../victim/doc")
    try space.write("m", "lockstep-tree 1\n{\"entries\":[\(entries)],\"version\":1}")
    try space.shell(
      """
      new=$(sha256sum < m | cut -c1-64); old=$(sed -n 's/.*tree: //p' pipeline.lock)
      mkdir -p .lockstep/cache/sha256/$(echo $new | cut -c1-2)
      cp m .lockstep/cache/sha256/$(echo $new | cut -c1-2)/$(echo $new | cut -c3-)
      sed -i "s/$old/$new/" pipeline.lock
      rm -r d
      """)
  }

  private static let object = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7"

  @Test(arguments: [
    "../../victim/doc", "..", ".", "", "/etc/passwd", "a/b", ".git", ".GIT", ".git\u{200C}", "git~1", ".git ",
    ".git.", "a\\u0000b",
  ])
  func `a manifest with a name that leads away is refused whole`(_ name: String) throws {
    try Workspace.with { space in
      let good = #"{"digest":"\#(Self.object)","kind":"file","name":"!","size":2}"#
      let bad = #"{"digest":"\#(Self.object)","kind":"file","name":"\#(name)","size":2}"#
      try plant("\(good),\(bad)", space)
      try space.shell("printf 'f\\n' > x; git hash-object x > /dev/null 2>&1 || true")
      let run = try space.lockstep("checkout")
      #expect(run.status == 5, "\(run.output)\(run.errors)")
      #expect(!space.exists("d"))
      #expect(try space.read("../victim/doc") == "precious\n")
      #expect(!space.exists(".git"))
    }
  }

  @Test func `a few trees that unfold to a galaxy cost no time`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.repro()
      try space.shell(
        #"""
        put() {
          new=$(sha256sum < m | cut -c1-64); mkdir -p .lockstep/cache/sha256/$(echo $new | cut -c1-2)
          cp m .lockstep/cache/sha256/$(echo $new | cut -c1-2)/$(echo $new | cut -c3-)
        }
        printf x > m; put; kind=file; level=0
        while [ $level -lt 40 ]; do
          entries=; for name in a b c d e f g h i j; do
            entries="$entries,{\"digest\":\"$new\",\"kind\":\"$kind\",\"name\":\"$name\",\"size\":1}"
          done
          printf 'lockstep-tree 1\n{"entries":[%s],"version":1}' "${entries#,}" > m; put
          kind=tree; level=$((level + 1))
        done
        old=$(sed -n 's/.*tree: //p' pipeline.lock); sed -i "s/$old/$new/" pipeline.lock
        """#)
      #expect(try space.lockstep("status").status == 0)
      #expect(try space.lockstep("check").status == 0)
    }
  }

  @Test(arguments: [
    "../../../../victim/doc", "0", String(repeating: "A", count: 64), String(repeating: "g", count: 64),
  ])
  func `a lock whose digest is none is refused`(_ digest: String) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.repro()
      try space.shell("mkdir -p ../victim; echo precious > ../victim/doc")
      try space.shell("sed -i 's|tree: .*|tree: \(digest)|' pipeline.lock; rm -r d")
      for verb in ["status", "checkout", "repro", "check"] {
        let run = try space.lockstep(verb)
        #expect(run.status == 3, "\(verb)")
        #expect(run.errors.contains("pipeline.lock:"), "\(verb)")
      }
      #expect(try space.read("../victim/doc") == "precious\n")
    }
  }

  @Test(arguments: [
    "../out", "/tmp/out", ".", ".git/hooks/x", ".lockstep/config.yaml", "a/../../b", "pipeline.lock",
  ])
  func `an out that leaves the project is refused`(_ out: String) throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: touch ran\n    outs: [\(out)]\n")
      let run = try space.lockstep("repro")
      #expect(run.status == 3)
      #expect(run.errors.hasPrefix("pipeline.yaml:4:"))
      #expect(!space.exists("ran"))
      try space.project("stages:\n  a:\n    cmd: touch ran\n    outs: [\(out): {cache: false}]\n")
      #expect(try space.lockstep("repro").status == 3)
    }
  }

  @Test func `a run record or a journal that leads away is none`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline)
      try space.repro()
      try space.shell("mkdir -p ../victim; echo precious > ../victim/doc")
      // A journal as a run that was killed leaves it: it would put 'doc' aside, or back.
      try space.shell(
        #"""
        line() { printf '%s %s\n' "$(printf %s "$1" | sha256sum | cut -c1-16)" "$1"; }
        b() { printf %s "$1" | base64 -w0; }
        { line "{\"locks\":[],\"type\":\"run\",\"version\":1}"
          line "{\"aside\":[[\"$(b ../../victim/doc)\",\"$(b trash/x)\"]],\"stage\":[\"\",\"a\"],\"type\":\"started\"}"
        } > .lockstep/journal
        """#)
      #expect(try space.lockstep("repro").status == 0)
      #expect(try space.read("../victim/doc") == "precious\n")
      #expect(!space.exists(".lockstep/journal"))
    }
  }

  @Test func `no verb that only looks at data runs a command or deletes`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: touch ran; echo 1 > a.txt\n    outs: [a.txt]\n")
      for verb in [
        ["status"], ["checkout"], ["check"], ["dag"], ["explain", "a"], ["metrics", "show"],
        ["repro", "--dry"],
      ] {
        _ = try space.run(Workspace.built("lockstep"), verb)
      }
      #expect(!space.exists("ran") && !space.exists("a.txt"))
    }
  }

  @Test func `a checkout does not follow links out of the project`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: mkdir -p o/d && echo f > o/d/f\n    outs: [o/d]\n")
      try space.repro()
      try space.shell("mkdir -p ../victim/d; echo precious > ../victim/d/f")
      try space.shell("rm -r o; ln -s ../victim o")
      let run = try space.lockstep("checkout")
      #expect(run.status != 0)
      #expect(try space.read("../victim/d/f") == "precious\n")
      // An out that holds a link to outside is the link, never what it leads to.
      try space.shell("rm o; mkdir -p o/d; ln -s ../../../victim/d/f o/d/f")
      #expect(try space.lockstep("checkout").status == 0)
      #expect(try space.read("o/d/f") == "f\n")
      #expect(try space.read("../victim/d/f") == "precious\n")
    }
  }

  @Test func `a run does not write through links that lead out of the project either`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a: {cmd: mkdir o; echo f > o/f, outs: [o]}\n  b: {cmd: echo f > away/f, outs: [away/f]}\n"
      )
      try space.shell("mkdir ../victim; echo precious > ../victim/f; ln -s ../victim o; ln -s ../victim away")
      let run = try space.lockstep("repro", "-k")
      #expect(run.output.contains("ran        a"))
      #expect(run.output.contains("failed     b  the folder of its out 'away/f' is a symlink or a file"))
      #expect(try space.shell("readlink .lockstep/trash/*/*/0").output == "../victim\n")
      try space.shell("rm -r o; ln -s ../victim o")
      #expect(try space.lockstep("checkout", "a").status == 0)
      #expect(try space.read("o/f") == "f\n")
      #expect(try space.read("../victim/f") == "precious\n")
    }
  }

  @Test func `tags of other languages are texts, and no params file is a program`() throws {
    try Workspace.with { space in
      try space.project(
        "stages: {a: {cmd: touch a, params: [p, q], outs: [a], metrics: [m.yaml: {cache: false}]}}\n",
        ["params.yaml": "p: !!python/object/apply:os.system [touch pwned]\nq: !!python/name:os.system x\n"])
      try space.write(
        "pipeline.yaml",
        space.read("pipeline.yaml").replacing("touch a,", with: "touch a; cp params.yaml m.yaml,"))
      try space.repro()
      for verb in [["params", "show"], ["metrics", "show"], ["status"], ["verify"]] {
        #expect(try space.run(Workspace.built("lockstep"), verb).status == 0, "\(verb)")
      }
      try space.write("params.py", "import os\nos.system('touch pwned')\np = 1\n")
      try space.write("pipeline.yaml", "stages: {a: {cmd: touch a, params: [{params.py: [p]}], outs: [a]}}\n")
      let run = try space.lockstep("repro")
      #expect(run.status == 3)
      #expect(run.errors.contains("error: params file 'params.py' is a Python file, which is not read\n"))
      #expect(!space.exists("pwned"))
    }
  }

  @Test func `a file whose values or lines are shown is read only inside the project`() throws {
    try Workspace.with { space in
      try space.project(
        "vars: [vars.yaml]\nstages:\n  a:\n    cmd: echo > a.txt\n    params: [p]\n    outs: [a.txt]\n",
        ["params.yaml": "p: 1\n", "vars.yaml": "v: 1\n"])
      try space.repro()
      try space.shell("mkdir ../outside; echo 'p: secret' > ../outside/x; cp ../outside/x in.yaml")
      let hint = "hint: what is shown of a project is read only inside of it: copy the file\n"
      for (file, place) in [("vars.yaml", "pipeline.yaml:1:8: "), ("params.yaml", ""), ("pipeline.yaml", "")]
      {
        try space.shell("mv \(file) kept; ln -s ../outside/x \(file)")
        for verb in [["status"], ["repro"], ["verify"], ["repro", "--dry", "-S", "p=2"]] {
          let run = try space.run(Workspace.built("lockstep"), verb)
          let problem = "'\(file)' cannot be read: it is a symlink that leads out of the project\n"
          #expect(run.errors.hasPrefix("\(place)error: \(problem)"), "\(verb): \(run.errors)")
          #expect(run.errors.hasSuffix(hint) && run.status == 3)
          #expect(!(run.output + run.errors).contains("secret"))
        }
        try space.shell("mv kept \(file)")
      }
      // Links that stay inside are as good as what they lead to, absolute ones too.
      for target in ["in.yaml", "\(space.root)/in.yaml"] {
        try space.shell("ln -sf '\(target)' params.yaml")
        #expect(try space.status().contains("param 'p' 1 → secret"))
      }
    }
  }

  @Test(
    .enabled(if: Requirement.strace, "needs strace, and the right to trace"), arguments: ["ENOSYS", "EPERM"])
  func `links lead as little out of the project where the system has no openat2`(error: String) throws {
    try Workspace.with { space in
      func lockstep(_ arguments: String) throws -> ProgramOutput {
        let program = try "'\(Workspace.built("lockstep"))' \(arguments)"
        return try space.shell(
          "strace -f -o /dev/null -e trace=openat2 -e inject=openat2:error=\(error) \(program) 2>&1")
      }
      try space.project(
        "stages:\n  a:\n    cmd: mkdir -p o/d && echo f > o/d/f\n    params: [p]\n    outs: [o/d]\n",
        ["params.yaml": "p: 1\n", "in.yaml": "p: 1\n"])
      #expect(try lockstep("repro").status == 0)
      try space.shell("rm -r o")
      #expect(try lockstep("checkout").status == 0)
      #expect(try space.read("o/d/f") == "f\n")
      #expect(try lockstep("repro").output == "unchanged  a\n1 stage: 1 unchanged\n")
      #expect(try lockstep("check").status == 0)
      // A folder on the way that is a link, to outside and to inside, is not entered to change something.
      try space.shell(
        "mkdir -p ../victim/d in/d; echo precious > ../victim/d/f; cp ../victim/d/f in/d/f; rm -r o")
      for target in ["../victim", "in"] {
        try space.shell("ln -sfn \(target) o")
        let run = try lockstep("checkout")
        #expect(run.status != 0 && run.output.contains("symbolic link"), "\(run.output)")
        #expect(try space.read("\(target)/d/f") == "precious\n")
      }
      // What is shown is read through links that stay inside, and through no others.
      try space.shell("rm o; echo 'p: secret' > ../x; ln -sf in.yaml params.yaml")
      #expect(try lockstep("repro").status == 0)
      for target in ["../x", "$PWD/../x", "o/../../x"] {
        try space.shell("ln -sf \(target) params.yaml")
        let run = try lockstep("repro --dry")
        #expect(
          run.output.contains("'params.yaml' cannot be read: it is a symlink that leads out of the project\n")
        )
        #expect(!run.output.contains("secret") && run.status == 3)
      }
    }
  }

  @Test func `a dep may be a link that leads out of the project`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: cat data folder/x > a.txt\n    deps: [data, folder]\n    outs: [a.txt]\n")
      try space.shell(
        "mkdir -p ../disk folder; echo 1 > ../disk/x; ln -s ../disk/x data; ln -s ../../disk/x folder/x")
      try space.repro()
      try space.shell("echo 2 > ../disk/x")
      #expect(try space.status().hasPrefix("run        a  'data' changed, 'folder' changed\n"))
    }
  }

  @Test func `control characters in names never reach the terminal`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a:\n    cmd: 'true'\n    deps: [\"\\e]0;x\\a\\e[2J\"]\n    outs: [b]\n")
      for verb in [["repro"], ["status"], ["dag"], ["explain", "a"], ["check"], ["checkout"]] {
        let run = try space.run(Workspace.built("lockstep"), verb)
        #expect(!(run.output + run.errors).utf8.contains(0x1B), "\(verb)")
      }
    }
  }
}
