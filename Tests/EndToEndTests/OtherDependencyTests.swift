import TestSupport
import Testing

/// Deps that are patterns, outputs of commands, and order without a file.
@Suite struct OtherDependencyTests {
  @Test func `a pattern is every file it matches, those that come and go too`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          sum:
            cmd: cat data/*.csv > all
            deps: [{glob: 'data/*.csv'}]
            outs: [all]
        """, ["data/a.csv": "a\n", "data/b.csv": "b\n", "data/c.txt": "c\n", "data/sub/d.csv": "d\n"])
      try space.repro()
      #expect(try space.read("all") == "a\nb\n")
      let lock = try space.read("pipeline.lock")
      #expect(lock.contains("path: data/a.csv") && lock.contains("path: data/b.csv"))
      #expect(!lock.contains("c.txt") && !lock.contains("d.csv"))
      #expect(try space.status().contains("unchanged"))
      try space.write("data/e.csv", "e\n")
      #expect(try space.lockstep("repro", "--dry").status == 4)
    }
  }

  @Test func `a pattern that matches nothing is told`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        "stages:\n  sum:\n    cmd: echo > all\n    deps: [{glob: 'dta/*.csv'}, {glob: '*.txt'}]\n    outs: [all]\n",
        ["a.txt": "a\n"])
      #expect(try space.repro().hasPrefix("run        sum  never run, nothing matches 'dta/*.csv'\n"))
      for _ in 0..<2 {
        #expect(try space.repro().hasPrefix("unchanged  sum  nothing matches 'dta/*.csv'\n"))
        try space.shell("sleep 0.03")
      }
      #expect(try space.lockstep("status").output == "up to date: 1 stage unchanged\n")
      try space.write("dta/x.csv", "x\n")
      #expect(try space.repro().hasPrefix("run        sum  dep 'dta/x.csv' is new\n"))
    }
  }

  @Test func `commands, shells and folders are explained as well`() throws {
    try Workspace.with { (space) throws in
      let pipeline =
        "stages:\n  a:\n    cmd: echo > o\n    wdir: w\n    deps: [{cmd: cat ../x}]\n    outs: [o]\n"
      try space.project(pipeline, ["x": "1\n", "w/in": "", "v/in": ""])
      try space.repro()
      let same = try space.lockstep("explain", "a").output
      #expect(same.contains("cmd (in w)\n  = echo > o\ndeps\n  = $(cat ../x)  output "))
      try space.write("x", "2\n")
      try space.write("pipeline.yaml", pipeline.replacing("wdir: w", with: "wdir: v\n    shell: sh -eu"))
      let other = try space.lockstep("explain", "a").output
      #expect(
        other.contains(
          "cmd (in v, was in w)\n  ~ by sh -eu, was by sh -e\n  = echo > o\ndeps\n  ~ $(cat ../x)  output "))
      #expect(try space.lockstep("explain", "a", "--json").output.contains("\"cat ../x\": \""))
    }
  }

  @Test func `a new file, a changed one and one that went each say so`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        "stages:\n  sum:\n    cmd: cat d/*.csv > all\n    deps: [{glob: 'd/*.csv'}]\n    outs: [all]\n",
        ["d/a.csv": "a\n", "d/b.csv": "b\n"])
      try space.repro()
      try space.write("d/c.csv", "c\n")
      #expect(try space.repro().contains("dep 'd/c.csv' is new"))
      try space.shell("rm d/a.csv")
      #expect(try space.repro().contains("dep 'd/a.csv' removed"))
      try space.write("d/b.csv", "B\n")
      #expect(try space.repro().contains("'d/b.csv' changed"))
      #expect(try space.read("all") == "B\nc\n")
    }
  }

  @Test func `what a stage makes is waited for where a pattern matches it`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          sum:
            cmd: cat parts/*.txt > all
            deps: [{glob: 'parts/*.txt'}]
            outs: [all]
          part:
            foreach: [x, y]
            do:
              cmd: cat ${item} > parts/${item}.txt
              deps: ['${item}']
              outs: ['parts/${item}.txt']
        """, ["x": "x1\n", "y": "y1\n"])
      try space.repro()
      #expect(try space.read("all") == "x1\ny1\n")
      try space.write("y", "y2\n")
      try space.repro()
      #expect(try space.read("all") == "x1\ny2\n")
      #expect(try space.lockstep("status").status == 0)
      try space.shell("rm -rf parts all")
      try space.repro()
      #expect(try space.read("all") == "x1\ny2\n")
    }
  }

  @Test func `a pattern does not match what its own stage makes`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          sum:
            cmd: cat a.txt s/b.txt > sum.txt; mkdir -p out; echo 1 > out/c.txt
            deps: [{glob: '**/*.txt'}]
            outs: [sum.txt, out]
        """, ["a.txt": "1\n", "s/b.txt": "2\n"])
      try space.repro()
      try space.repro()
      #expect(try space.lockstep("status").output == "up to date: 1 stage unchanged\n")
      #expect(try space.lockstep("verify").output == "the lock is good: 1 stage\n")
      #expect(
        try space.shell("grep -A99 deps: pipeline.lock | grep -B99 outs: | grep path").output
          == "    - path: a.txt\n    - path: s/b.txt\n")
      try space.write("s/c.txt", "")
      #expect(try space.lockstep("status").output.hasPrefix("run        sum  dep 's/c.txt' is new\n"))
    }
  }

  @Test func `what a command prints is a dep, and it runs once for all who ask`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          a: {cmd: 'cat v > a', deps: [{cmd: 'echo ran >> count; cat v'}], outs: [a]}
          b: {cmd: 'cat v > b', deps: [{cmd: 'echo ran >> count; cat v'}], outs: [b]}
        """, ["v": "1\n"])
      try space.repro()
      #expect(try space.count("ran", in: "count") == 1)
      try space.repro()
      #expect(try space.count("ran", in: "count") == 2)
      try space.write("v", "2\n")
      let text = try space.repro("a")
      #expect(text.contains("the output of 'echo ran >> count; cat v' changed"))
      #expect(try space.read("a") == "2\n")
      #expect(try space.read("b") == "1\n")
    }
  }

  @Test func `a command that fails stops the stage before anything is touched`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        "stages:\n  a: {cmd: 'echo > a', deps: [{cmd: 'echo no >&2; exit 3'}], outs: [a]}\n",
        ["a": "precious"])
      let run = try space.lockstep("repro")
      #expect(run.status != 0)
      #expect(
        (run.output + run.errors).contains("the command whose output is a dep exited with 3: no"))
      #expect(try space.read("a") == "precious")
    }
  }

  @Test func `a command that two stages ask for names neither where it fails`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          a: {cmd: echo > a, deps: [&d {cmd: "echo no >&2; exit 3"}], outs: [a]}
          b: {cmd: echo > b, deps: [*d], outs: [b]}

        """)
      let failure = "the command whose output is a dep exited with 3: no"
      #expect(
        try space.lockstep("status").output
          == "blocked    a  \(failure)\nblocked    b  \(failure)\n2 stages: 2 blocked\n")
    }
  }

  @Test func `a stage comes after another that it needs no file of`() throws {
    try Workspace.with { (space) throws in
      try space.project(
        """
        stages:
          second: {cmd: 'cat first.txt > second.txt', after: first, outs: [second.txt]}
          first: {cmd: 'cat in > first.txt', deps: [in], outs: [first.txt]}
        """, ["in": "1"])
      try space.repro("second")
      #expect(try space.read("second.txt") == "1")
      try space.write("in", "2")
      #expect(try !space.repro().contains("run second"))
    }
  }
}
