import Documents
import TestSupport
import Testing

@Suite struct AuditTests {
  @Test func `an audit lists what is not declared, and declares it`() throws {
    try Workspace.with { space in
      let pipeline = """
        stages:
          # kept
          a:
            cmd: cat in secret > out; echo 1 > extra
            deps:
              - in  # the input
            outs: [out]
        """
      try space.project(pipeline, ["in": "1\n", "secret": "s\n", "other": "o\n"])
      let run = try space.lockstep("repro", "--audit")
      #expect(run.status == 0)
      #expect(
        run.output.contains(
          """
          undeclared a  it reads 'secret' without declaring it ('- secret' in its deps would)
          undeclared a  it wrote 'extra' without declaring it ('- extra' in its outs would)

          """))
      let json = try space.lockstep("repro", "--audit", "--json").json
      #expect(json.objects("undeclared").map { $0["kind"]?.string } == ["read", "wrote"])
      #expect(json.objects("undeclared").map { $0["path"]?.string } == ["secret", "extra"])
      #expect(try space.lockstep("repro", "--audit", "--fix").status == 0)
      #expect(
        try space.read("pipeline.yaml") == """
          stages:
            # kept
            a:
              cmd: cat in secret > out; echo 1 > extra
              deps:
                - in  # the input
                - secret
              outs: [out, extra]
          """)
      #expect(
        try space.lockstep("repro", "--audit").output.contains(
          "all that the stages read and wrote in the project is declared\n"))
      #expect(try space.lockstep("repro", "--fix").status == 2)
      #expect(try space.lockstep("repro", "--audit", "--sandbox").status == 2)
    }
  }

  @Test func `an audit declares in a group what all its members read, and says what is left`() throws {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          plain:
            cmd: cat ${file} > plain.out
            outs: [plain.out]
          g:
            foreach: [1, 2]
            do:
              wdir: w
              cmd: cat ../all only${item} > out${item}; echo > extra${item}  # kept
              outs:
                - out${item}
        vars:
          - file: one
        """, ["all": "1\n", "one": "1\n", "w/only1": "1\n", "w/only2": "2\n"])
      let run = try space.lockstep("repro", "--audit", "--fix")
      #expect(run.status == 3)
      #expect(
        run.errors.hasSuffix(
          """
          note: 'pipeline.yaml' declares it now; 'lockstep repro' records it
          pipeline.yaml:7:3: error: cannot declare all that 'g@1' touches
              7 |   g:
                |   ^
          note: it reads 'w/only1' without declaring it ('- only1' in its deps would)
          note: it wrote 'w/extra1' without declaring it ('- extra1' in its outs would)
          hint: edit pipeline.yaml by hand: one entry makes all of the group, and not all of it touches this
          pipeline.yaml:7:3: error: cannot declare all that 'g@2' touches
              7 |   g:
                |   ^
          note: it reads 'w/only2' without declaring it ('- only2' in its deps would)
          note: it wrote 'w/extra2' without declaring it ('- extra2' in its outs would)
          hint: edit pipeline.yaml by hand: one entry makes all of the group, and not all of it touches this

          """), "\(run.errors)")
      #expect(
        try space.read("pipeline.yaml") == """
          stages:
            plain:
              cmd: cat ${file} > plain.out
              outs: [plain.out]
              deps:
                - one
            g:
              foreach: [1, 2]
              do:
                wdir: w
                cmd: cat ../all only${item} > out${item}; echo > extra${item}  # kept
                outs:
                  - out${item}
                deps:
                  - ../all
          vars:
            - file: one
          """)
    }
  }

  @Test func `an audit of which nothing ran does not say that all is declared`() throws {
    try Workspace.with { space in
      try space.project("stages:\n  a: {cmd: cat in > out, deps: [in], outs: [out]}\n")
      let run = try space.lockstep("repro", "--audit")
      #expect(run.status == 3)
      #expect(run.output == "")
    }
  }

  @Test
  func
    `what an audit cannot declare is left out and named, all else is declared as the stage would write it`()
    throws
  {
    try Workspace.with { space in
      try space.project(
        """
        stages:
          g:
            foreach: [1, 2]
            do: {cmd: 'cat secret > g${item}', outs: ['g${item}']}
          a: {cmd: cat secret > a, outs: [a]}
          b: {cmd: cat a > b; echo > sub/z, outs: [b]}

        """,
        [
          "secret": "s\n", "sub/w/in": "",
          "sub/pipeline.yaml": "stages:\n  z: {wdir: w, cmd: cat in ../../secret > ../z, outs: [../z]}\n",
        ])
      let run = try space.lockstep("repro", "-P", "-j1", "--audit", "--fix")
      #expect(
        run.output.contains(
          "z  it reads 'secret' without declaring it ('- ../../secret' in its deps would)\n"))
      #expect(run.status == 3)
      #expect(
        run.errors == """
          note: 'pipeline.yaml' declares it now; 'lockstep repro' records it
          note: 'sub/pipeline.yaml' declares it now; 'lockstep repro' records it
          sub/pipeline.yaml:2:56: error: 'sub/z' is made by two stages: 'b' and 'sub/pipeline.yaml:z'
              2 |   z: {wdir: w, cmd: cat in ../../secret > ../z, outs: [../z], deps: [../../secret, in]}
                |                                                        ^~~~
          hint: let one of them make it, or give each a path of its own

          """)
      #expect(
        try space.read("pipeline.yaml").contains("  a: {cmd: cat secret > a, outs: [a], deps: [secret]}\n"))
      #expect(
        try space.read("pipeline.yaml").contains(
          "do: {cmd: 'cat secret > g${item}', outs: ['g${item}'], deps: [secret]}\n"))
      #expect(try space.read("pipeline.yaml").contains("  b: {cmd: cat a > b; echo > sub/z, outs: [b]}\n"))
      #expect(try space.read("sub/pipeline.yaml").contains("deps: [../../secret, in]}\n"))
    }
  }
}
