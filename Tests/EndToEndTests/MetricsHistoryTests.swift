import Documents
import Platform
import TestSupport
import Testing

/// Metrics over branches, tags and commits, as they are typed.
@Suite struct MetricsHistoryTests {
  /// Three commits on main, the second without a change, and a branch with one more.
  private func withHistory(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.project("metrics: [m.json]\nparams: [p.yaml]\n", ["p.yaml": "lr: 1\n"])
      let texts = [#"{"auc": 0.5, "n": 1}"#, #"{"auc": 0.5, "n":1}"#, #"{"auc": 0.75, "n": 1}"#]
      for (day, text) in texts.enumerated() { try commit(space, text, "day \(day + 1)", day) }
      try space.git("tag", "v1")
      try space.git("checkout", "-q", "-b", "topic")
      try commit(space, #"{"auc": 0.625, "n": 2}"#, "more", 3)
      try body(space)
    }
  }

  private func commit(_ space: Workspace, _ metrics: String, _ subject: String, _ day: Int) throws {
    try space.write("m.json", metrics)
    try space.git("add", "-A")
    try space.shell(
      "GIT_COMMITTER_DATE='\(1_600_000_000 + 86_400 * day) +0000' git commit -q -m '\(subject)'")
  }

  @Test func `the log has a row a commit, with arrows, and counts those without a change`() throws {
    try withHistory { space in
      let hashes = try space.git("log", "--format=%h", "--abbrev=7").split(separator: "\n")
      let told = try space.lockstep("metrics", "log")
      #expect(
        told.output == """
          Date        Commit   Subject                    auc           n
          2020-09-16  \(hashes[0])  more                       0.625 ▼0.125  2 ▲1
          2020-09-15  \(hashes[1])  day 3                       0.75 ▲0.25   1
                      ⋮        1 commit without a change
          2020-09-13  \(hashes[3])  day 1                        0.5         1

          """)
      #expect(told.status == 0)
      #expect(try space.lockstep("metrics", "log").output == told.output)
      #expect(
        try space.lockstep("metrics", "log", "main..HEAD", "--metric", "n", "--md").output == """
          | Date       | Commit  | Subject | n    |
          | ---------- | ------- | ------- | ---- |
          | 2020-09-16 | \(hashes[0]) | more    | 2 ▲1 |

          """)
      #expect(
        try space.lockstep("metrics", "log", "-n2", "--csv").output.split(separator: "\n").map(String.init)
          == [
            "date,commit,subject,m.json:auc,m.json:n",
            "2020-09-16,\(try space.git("rev-parse", "HEAD").dropLast()),more,0.625,2",
            "2020-09-15,\(try space.git("rev-parse", "HEAD~1").dropLast()),day 3,0.75,1",
          ])
    }
  }

  @Test func `what no commit has is told, and so are a metric that is no number and a log of nothing`() throws
  {
    try withHistory { space in
      let key = try space.lockstep("metrics", "log", "-m", "au", "-m", "n")
      #expect(key.errors == "error: no metric of these commits is called 'au'\nhint: did you mean 'auc'?\n")
      #expect(key.status == 9)
      let file = try space.lockstep("metrics", "log", "--targets", "x.json", "m.json")
      #expect(file.errors == "error: 'x.json' is in none of these commits\n")
      #expect(file.status == 9)
      try space.write("pipeline.yaml", "metrics: [m.json: {keys: {auc: {goal: max}}}]\n")
      try commit(space, #"{"auc": null, "n": 2}"#, "none", 4)
      #expect(try space.lockstep("metrics", "log", "-n1").output.contains("none     null •\n"))
      try space.git("commit", "-q", "--allow-empty", "-m", "nothing")
      #expect(
        try space.lockstep("metrics", "log", "-n1").output == """
          Date  Commit  Subject
                ⋮       1 commit without a change

          """)
    }
  }

  @Test func `commits of merged branches have rows of their own where they are asked for`() throws {
    try withHistory { space in
      try space.git("checkout", "-q", "main")
      try commit(space, #"{"auc": 0.8, "n": 1}"#, "beside", 4)
      try space.shell(
        "GIT_COMMITTER_DATE='1600500000 +0000' git merge -q -s ours -m merge topic && git checkout -q -f main"
      )
      func subjects(_ arguments: String...) throws -> [String] {
        let run = try space.run(Workspace.built("lockstep"), ["metrics", "log", "--csv"] + arguments)
        return run.output.split(separator: "\n").dropFirst().map { String($0.split(separator: ",")[2]) }
      }
      #expect(try subjects() == ["merge", "beside", "day 3", "day 2", "day 1"])
      let all = try subjects("--all-parents")
      #expect(all == ["merge", "beside", "more", "day 3", "day 2", "day 1"])
      #expect(try all == space.git("log", "--format=%s").split(separator: "\n").map(String.init))
      #expect(try subjects("--all-parents", "main~1..main") == ["merge", "more"])
      #expect(try subjects("--all-parents", "-n", "2") == ["merge", "beside"])
      // Each is compared with its own first parent: 'more' with day 3, not with the row below it in time.
      #expect(
        try space.lockstep("metrics", "log", "--all-parents", "-m", "auc").output.contains("0.625 ▼0.125"))
    }
  }

  @Test func `every branch, tag or commit is shown, the workspace where it differs`() throws {
    try withHistory { space in
      #expect(
        try space.lockstep("metrics", "show", "-a").output == """
          Revision  Path      auc  n
          main      m.json   0.75  1
          topic     m.json  0.625  2

          """)
      try space.write("m.json", #"{"auc": 1, "n": 2}"#)
      #expect(
        try space.lockstep("metrics", "show", "-aT").output == """
          Revision   Path      auc  n
          workspace  m.json      1  2
          main,v1    m.json   0.75  1
          topic      m.json  0.625  2

          """)
      let json = try space.lockstep("metrics", "show", "-A", "--json").json
      #expect(json.names.count == 5)
      #expect(try space.lockstep("params", "show", "--all-tags").output.contains("v1         p.yaml   1\n"))
    }
  }

  @Test func `the base of a branch is found, and its name stands in the table`() throws {
    try withHistory { space in
      let base = try space.git("rev-parse", "--short=7", "main").dropLast()
      let told = try space.lockstep("metrics", "diff", "--base", "auto", "--no-path").output
      #expect(
        told == """
          Metric  base \(base)  workspace  Change       %
          auc             0.75      0.625  -0.125  -16.7%
          n                  1          2       1   +100%

          """)
      #expect(
        try space.lockstep("metrics", "diff", "main...topic", "--csv").output == """
          path,metric,old,new,change,percent,verdict
          m.json,auc,0.75,0.625,-0.125,-16.666666666666664,changed
          m.json,n,1,2,1,100,changed

          """)
      #expect(
        try space.lockstep("metrics", "diff", "HEAD", "HEAD", "--all", "--no-path").output == """
          Metric  HEAD (old)  HEAD (new)  Change   %
          auc          0.625       0.625       0  0%
          n                2           2       0  0%

          """)
    }
  }

  @Test(arguments: [
    (["metrics", "diff"], 1), (["metrics", "diff", "HEAD~1", "HEAD"], 1),
    (["params", "diff", "v1...topic"], 1),
    (["metrics", "log"], 1), (["metrics", "log", "main..HEAD"], 1),
    (["metrics", "diff", "--base", "auto"], 2),
    (["metrics", "show", "-A"], 2), (["metrics", "show"], 0), (["plots", "diff", "HEAD~2", "HEAD"], 1),
    (["diff", "HEAD~1", "HEAD"], 1), (["report", "--base", "HEAD~1"], 1), (["report"], 2),
  ])
  func `git is started no more often than it must`(_ arguments: [String], _ most: Int) throws {
    try withHistory { space in
      try space.writeExecutable(
        "bin/git", "#!/bin/sh\necho called >> \(space.root)/calls\nPATH=${PATH#*:} exec git \"$@\"\n")
      let program = try Workspace.built("lockstep")
      let command = ([program.description] + arguments).joined(separator: " ")
      _ = try space.shell("PATH=\(space.root)/bin:$PATH \(command)")
      let calls = space.exists("calls") ? try space.read("calls").split(separator: "\n").count : 0
      #expect(calls == most)
    }
  }

  @Test func `several targets are named at once, as elsewhere`() throws {
    try withHistory { space in
      try space.write("x.yaml", "a: 1\n")
      try space.write("y.yaml", "b: 1\n")
      let told = try space.lockstep(
        "metrics", "diff", "--no-path", "--targets", "x.yaml", "y.yaml", "--", "main")
      let beginning = "Metric  main  workspace  Change  %  Verdict\na       -             1  -"
      #expect(told.output.hasPrefix(beginning))
      #expect(told.status == 0)
    }
  }

  @Test func `a detached head, a bare clone and a shallow clone are told as they are`() throws {
    try withHistory { space in
      try space.git("checkout", "-q", "--detach", "main")
      #expect(try space.lockstep("metrics", "diff", "--base", "auto").output.contains("+50%"))
      #expect(try space.lockstep("metrics", "diff", "topic", "HEAD", "--no-path").output.contains("auc"))
      try space.shell(
        "git clone -q --bare . ../bare.git && git clone -q --depth 1 -b topic file://$PWD ../shallow")
      let bare = try space.lockstep("-C", "../bare.git", "metrics", "diff", "main", "topic", "--no-path")
      #expect(bare.output.hasPrefix("Metric  main  topic"))
      let nothing = try space.lockstep("-C", "../bare.git", "metrics", "show")
      #expect(nothing.errors.hasPrefix("error: a bare repository has no workspace\n"))
      #expect(nothing.status == 9)
      #expect(try space.lockstep("-C", "../bare.git", "diff", "main", "topic").status == 0)
      for verb in [["diff"], ["report"], ["plots", "show"], ["params", "diff"]] {
        let run = try space.run(Workspace.built("lockstep"), ["-C", "../bare.git"] + verb)
        #expect(run.errors.hasPrefix("error: a bare repository has no workspace\n"), "\(verb)")
        #expect(run.status == 9)
      }
      let shallow = try space.lockstep("-C", "../shallow", "metrics", "diff", "--base", "auto")
      #expect(shallow.errors.hasPrefix("error: this clone is shallow: its history ends at "))
      #expect(shallow.status == 9)
      let log = try space.lockstep("-C", "../shallow", "metrics", "log")
      #expect(log.output.contains("\nthis clone is shallow: its history ends at "))
      #expect(log.status == 0)
    }
  }

  @Test func `a metrics file that is too large or no text is told, and the rest is shown`() throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.project("metrics: [huge.json, binary.json, fine.json]\n", ["fine.json": "{\"x\": 1}"])
      try space.shell("head -c 70000000 /dev/zero > huge.json; head -c 100 /bin/sh > binary.json")
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "x")
      try space.write("fine.json", "{\"x\": 2}")
      let told = try space.lockstep("metrics", "diff", "--no-path")
      #expect(
        told.output == """
          Metric  HEAD  workspace  Change      %
          x          1          2       1  +100%
          'binary.json' could not be read on either side
          'huge.json' could not be read on either side

          """)
      #expect(
        told.errors.contains(
          "'HEAD:huge.json' cannot be read: it holds 70000000 bytes; at most 67108864 are read"))
      #expect(told.errors.contains("HEAD:binary.json:1:5: error: control character"))
      #expect(told.status == 9)
      let json = try space.lockstep("metrics", "diff", "--json").json
      #expect(json.names == ["fine.json", "binary.json", "huge.json"])
      #expect(json["huge.json"]?.mapping?[""]?.mapping?["verdict"]?.string == "unreadable")
      #expect(try space.lockstep("metrics", "log").status == 9)
    }
  }
}
