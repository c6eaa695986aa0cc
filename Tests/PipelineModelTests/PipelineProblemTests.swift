import Diagnostics
import Identity
import PipelineModel
import Testing

@Suite struct PipelineProblemTests {
  /// A stage `a` whose body is `lines`, indented as they are to stand.
  private func stage(_ lines: String) -> String {
    "stages:\n  a:\n" + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  @Test func `all of a file is reported together, in its order`() {
    #expect(
      problems(
        """
        stage: 1
        stages:
          a b:
            cmd: x
          b:
            cmd: ''
            depss: [x]
            deps: [/abs, ../up, 1]
          c: 5
          d:
            deps: [x]
        datasets: []
        """) == """
          1:1+5 unknown key 'stage' in the pipeline file
            hint did you mean 'stages'?
          3:3+3 'a b' is no name for a stage
            hint letters, digits, '-', '_' and '.', at most 128, not beginning with '-' or '.'
          6:10+2 the command is empty
            hint write what to run; ':' does nothing
          7:5+5 unknown key 'depss' in stage 'b'
            hint did you mean 'deps'?
          8:12+4 '/abs' cannot be used as a path: it is absolute
            hint write it relative to the stage's wdir; a dep elsewhere may be a link in the project
          8:18+5 '../up' cannot be used as a path: it is outside the project
            hint what a stage makes stays in the project, cached or not; a dep elsewhere may be a link in it
          8:25+1 a dep must be a path, found an integer
            hint put it in quotes: '1'
          9:6+1 stage 'c' must be a mapping, found an integer
          10:3+1 stage 'd' has no cmd
            hint add 'cmd:' with the command that makes its outs
          12:1+8 'datasets' is not supported by this version
            hint leave it out; what a stage reads is listed under its deps
          """)
  }

  @Test func `at most twenty are reported`() {
    let many = (1...50).map { "    key\($0): 1\n" }.joined()
    let text = problems("stages:\n  a:\n    cmd: x\n" + many)
    #expect(text.split(separator: "\n").count { $0.contains("unknown key") } == Diagnostics.most)
    #expect(text.hasPrefix("4:5+4 unknown key 'key1' in stage 'a'"))
  }

  @Test(arguments: [
    (
      "cmd:",
      "3:9+1 'cmd' must be a string or a list of strings, found null\n  hint nothing is written there; give it a value, or leave it out"
    ),
    ("cmd: {a: b}", "3:10+6 'cmd' must be a string or a list of strings, found a mapping"),
    ("cmd: true", "3:10+4 'cmd' must be a string, found a boolean\n  hint put it in quotes: 'true'"),
    ("cmd: []", "3:10+2 the command is empty\n  hint write what to run; ':' does nothing"),
    ("cmd: [a, ' ']", "3:14+3 the command is empty\n  hint write what to run; ':' does nothing"),
    ("cmd: [a, [b]]", "3:14+3 a command of 'cmd' must be a string, found a list"),
    ("cmd: \"a\\0b\"", "3:10+6 the command holds a NUL character"),
    (
      "cmd: x\nfrozen: yes",
      "4:13+3 'frozen' must be true or false, found a string\n  hint 'yes', 'no', 'on', 'off' and numbers are neither"
    ),
    (
      "cmd: x\nalways_changed: 1",
      "4:21+1 'always_changed' must be true or false, found an integer\n  hint 'yes', 'no', 'on', 'off' and numbers are neither"
    ),
    (
      "cmd: x\ndeps: x",
      "4:11+1 'deps' must be a list, found a string\n  hint a list is written [a, b], or with '- ' before each entry"
    ),
    ("cmd: x\ndeps: [{a: b}]", "4:13+1 unknown key 'a' in a dep\n  hint the keys are: glob, cmd"),
    (
      "cmd: x\nwdir: 2020",
      "4:11+4 'wdir' must be a string, found an integer\n  hint put it in quotes: '2020'"
    ),
    (
      "cmd: x\nwdir: ../x",
      "4:11+4 '../x' cannot be used as a path: it is outside the project\n  hint what a stage makes stays in the project, cached or not; a dep elsewhere may be a link in it"
    ),
    ("cmd: x\nouts: [.git/x]", "4:12+6 '.git/x' cannot be used as a path: a part of it is git's own folder"),
    (
      "cmd: x\nouts: [.lockstep/x]",
      "4:12+11 '.lockstep/x' cannot be used as a path: it is inside Lockstep's own folder"
    ),
    (
      "cmd: x\nouts: [.]",
      "4:12+1 '.' cannot be the whole project\n  hint name the files and folders themselves"
    ),
    (
      "cmd: x\ndeps: ['s3://b/k']",
      "4:12+10 's3://b/k' is not a path in the project\n  hint this version reads and writes the project's own files only"
    ),
    (
      "cmd: x\nouts: [{o: {cach: true}}]",
      "4:17+4 unknown key 'cach' in out 'o'\n  hint did you mean 'cache'?"
    ),
    (
      "cmd: x\nouts: [{o: {cache: 'no'}}]",
      "4:24+4 'cache' of out 'o' must be true or false, found a string\n  hint 'yes', 'no', 'on', 'off' and numbers are neither"
    ),
    (
      "cmd: x\nouts: [{o: }]",
      "4:16+1 out 'o' must be a mapping, found null\n  hint nothing is written there; give it a value, or leave it out"
    ),
    (
      "cmd: x\nouts: [{o: {x: a}}]",
      "4:17+1 unknown key 'x' in out 'o'\n  hint the keys are: cache, persist, local, push, remote, desc, type, labels, meta, compare"
    ),
    (
      "cmd: x\nouts: [{o: {local: true, persist: true}}]",
      "4:17+5 an out cannot be both local and persistent\n  hint drop 'local' or 'persist'"
    ),
    (
      "cmd: x\nouts: [{o: {cache: true, local: true}}]",
      "4:17+5 a local out cannot be cached\n  hint drop 'cache'; a local out never leaves this machine"
    ),
    (
      "cmd: x\nparams: ['a..b']",
      "4:14+6 'a..b' is no key of a params file\n  hint keys are joined by dots; one that holds a dot is put in double quotes: 'a.\"b.c\"'"
    ),
    (
      "cmd: x\nparams: [{f.yaml: x}]",
      "4:23+1 the keys of 'f.yaml' must be a list, or nothing for the whole file, found a string\n  hint a list is written [a, b], or with '- ' before each entry"
    ),
    (
      "cmd: x\nparams: [{f.yaml: []}]",
      "4:23+2 the list of keys of 'f.yaml' is empty\n  hint leave it out to read the whole file"
    ),
    (
      "cmd: x\ndeps: [{glob: /x*}]",
      "4:19+3 '/x*' cannot be used as a path: it is absolute"
        + "\n  hint write it relative to the stage's wdir; a dep elsewhere may be a link in the project"
    ),
    (
      "cmd: x\nparams: [{p.py: [x]}]",
      "4:15+4 params file 'p.py' is a Python file, which is not read\n"
        + "  hint write its values as YAML, JSON or TOML, or list the file under deps"
    ),
    (
      "cmd: x\nparams: [a, a]",
      "4:17+1 param 'a' is listed twice\n  note 4:14+1 it is listed here first\n  hint drop one of them"
    ),
    (
      "cmd: x\nenv: x",
      "4:10+1 'env' must be a mapping of names to values, or a list of names, found a string"
    ),
    (
      "cmd: x\nenv: {A: }",
      "4:11+1 variable 'A' has no value\n  hint write '' for an empty value, or a list of names to pass variables through"
    ),
    ("cmd: x\nenv: {A: [1]}", "4:14+3 the value of variable 'A' must be one value, found a list"),
    (
      "cmd: x\nenv: [1A]",
      "4:11+2 '1A' is no name for an environment variable\n  hint letters, digits and '_', not beginning with a digit"
    ),
    (
      "cmd: x\nenv: [A, A: 1]",
      "4:14+1 variable 'A' is listed twice\n  note 4:11+1 it is listed here first\n  hint drop one of them"
    ),
  ])
  func `says what is wrong with an entry`(body: String, expected: String) {
    #expect(problems(stage(body)) == expected)
  }

  @Test(arguments: [
    (
      "deps: [x, ./x]",
      "4:15+3 dep 'x' is listed twice\n  note 4:12+1 it is listed here first\n  hint drop one of them"
    ),
    (
      "deps: [{glob: 'x*'}, x, {glob: './x*'}]",
      "4:36+6 pattern 'x*' is listed twice\n  note 4:19+4 it is listed here first\n  hint drop one of them"
    ),
    (
      "deps: [{cmd: date}, {cmd: ls}, {cmd: date}]",
      "4:42+4 command 'date' is listed twice\n  note 4:18+4 it is listed here first\n  hint drop one of them"
    ),
    (
      "outs: [x]\nmetrics: [x]",
      "5:15+1 out 'x' is listed twice\n  note 4:12+1 it is listed here first\n  hint drop one of them"
    ),
    (
      "deps: [x]\nouts: [x]",
      "5:12+1 'x' is both a dep and an out of the stage\n  note 4:12+1 the dep is listed here\n  hint a file that its own stage changes can never be up to date"
    ),
    (
      "deps: [d]\nouts: [d/x]",
      "5:12+3 out 'd/x' lies inside the stage's own dep 'd'\n  note 4:12+1 the dep is listed here\n  hint list what the stage reads in 'd' by itself, or make the out elsewhere"
    ),
    (
      "deps: [d/x]\nouts: [d]",
      "4:12+3 dep 'd/x' lies inside the stage's own out 'd'\n  note 5:12+1 stage 'a' makes 'd'\n  hint what a stage makes is not there before it runs; keep what it reads elsewhere"
    ),
    (
      "outs: [d, d/e/f]",
      "4:15+5 out 'd/e/f' lies inside out 'd' of the same stage\n  note 4:12+1 the outer one is listed here\n  hint name only the outer one, or two that lie side by side"
    ),
    (
      "outs: [pipeline.yaml]",
      "4:12+13 'pipeline.yaml' cannot be an out\n  hint the pipeline file and its lock are lockstep's own; give the out another name"
    ),
    (
      "outs: [pipeline.lock]",
      "4:12+13 'pipeline.lock' cannot be an out\n  hint the pipeline file and its lock are lockstep's own; give the out another name"
    ),
    (
      "deps: [pipeline.lock]",
      "4:12+13 'pipeline.lock' cannot be a dep: it is written at the end of every run\n  hint name the files that it is about"
    ),
    (
      "params: [a]\nouts: [params.yaml]",
      "5:12+11 'params.yaml' is both an out and a params file of the stage\n  note 4:14+1 the params file is named here\n  hint params are read before the stage runs; make the out elsewhere"
    ),
    (
      "params: [p/q.yaml: [a]]\nouts: [p]",
      "5:12+1 out 'p' holds the stage's own params file 'p/q.yaml'\n  note 4:14+8 the params file is named here\n  hint params are read before the stage runs; make the out elsewhere"
    ),
  ])
  func `says what does not go together in a stage`(body: String, expected: String) {
    #expect(problems(stage("cmd: x\n" + body)) == expected)
  }

  @Test func `an out cannot hold the file that declares it`() throws {
    #expect(
      problems("stages:\n  a:\n    cmd: x\n    wdir: ..\n    outs: [sub]\n", in: try path("sub"))
        == "5:12+3 out 'sub' holds 'sub/pipeline.yaml'\n  hint the pipeline file and its lock are lockstep's own; give the out another name"
    )
  }

  @Test(arguments: [
    ".gitignore", ".gitattributes", ".lockstepignore", "params.yaml", "d/pipeline.yaml", "d/pipeline.lock",
    "d/.gitignore", "d/.lockstepignore",
  ])
  func `an out cannot be a file that is read before any stage runs`(_ path: String) {
    #expect(
      problems(stage("cmd: x\nouts: [\(path)]")) == """
        4:12+\(path.count) '\(path)' cannot be an out: it is read before any stage runs
          hint give the out another name, and list that under the deps of the stages that read it
        """)
  }

  @Test func `an out may be called nearly so`() {
    #expect(
      problems(stage("cmd: x\nouts: [d/params.yaml, x.gitignore, my-pipeline.yaml, e/pipeline.yml]")) == "")
  }

  @Test(arguments: [
    ("[]", "1:1+2 a pipeline file must be a mapping, found a list"),
    (
      "stages:",
      "1:8+1 'stages' must be a mapping, found null\n  hint nothing is written there; give it a value, or leave it out"
    ),
    ("stages: [a]", "1:9+3 'stages' must be a mapping, found a list"),
    (
      "metrics: m.json",
      "1:10+6 'metrics' must be a list, found a string\n  hint a list is written [a, b], or with '- ' before each entry"
    ),
    (
      "plots: [{p: {}}, 2]",
      "1:18+1 an entry of 'plots' must be a path, found an integer\n  hint put it in quotes: '2'"
    ),
    (
      "stages: {a@b: {cmd: x}}",
      "1:10+3 'a@b' is no name for a stage\n  hint '@' is kept for the members of a group"
    ),
  ])
  func `says what is wrong at the top`(text: String, expected: String) {
    #expect(problems(text) == expected)
  }
}
