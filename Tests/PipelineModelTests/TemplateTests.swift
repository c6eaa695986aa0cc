import Diagnostics
import Documents
import Identity
import PipelineModel
import Testing

/// What templates and groups make; every expectation is what DVC 3.67 makes of the same file, but where a comment says so.
@Suite struct TemplateTests {
  private static let params = """
    lr: 0.1
    flag: true
    off: false
    name: it's a
    models:
      us: {depth: 3, size: big}
      eu: {depth: 5, size: small}
    thresh: [1, 2, 3]
    opts:
      a: 1
      flag: true
      off: false
      s: it's
      l: [1, 2, x y]
      nest: {z: q, deep: {w: 1.5}}
      empty: ''
      elist: []
      emap: {}
      plain: a/b_c-d.e,f:g=h@i%j+k
    nothing: null
    exp: 1e-3
    bools: {b: [true, null]}
    dirname: out
    """

  private func stages(_ text: String) throws(Diagnostics) -> [Stage] { try read(text).stages }

  private func read(_ text: String, more: [String: String] = [:]) throws(Diagnostics) -> Pipeline {
    try readTemplates(text, files: more.merging(["params.yaml": Self.params]) { mine, _ in mine })
  }

  private func problems(_ text: String, more: [String: String] = [:]) -> String {
    do throws(Diagnostics) {
      _ = try read(text, more: more)
      return ""
    } catch { return shown(error.all) }
  }

  private func commands(_ text: String) throws -> [String] {
    try stages(text).map { stage in
      let command =
        switch stage.command {
        case .script(let script): script
        case .list(let list): list.joined(separator: "; ")
        }
      return "\(stage.id.name): \(command)"
    }
  }

  private func command(_ text: String) throws -> String {
    try String(
      commands("vars: [{local: {x: 7, y: [a, b]}}]\nstages:\n  s:\n    cmd: \(text)\n")[0].dropFirst(3))
  }

  // MARK: Values

  @Test(arguments: [
    ("echo ${lr} ${flag} ${off}", "echo 0.1 true false"),
    ("echo ${name} ${local.x} ${local.y[1]} ${local[y][0]} ${ lr }", "echo it's a 7 b a 0.1"),
    (#"echo \${HOME} $HOME ${lr}"#, "echo ${HOME} $HOME 0.1"),
    ("echo ${unclosed", "echo ${unclosed"),
    ("'${name}'", "it's a"),
    ("echo ${thresh[-1]} ${ thresh[0] }", "echo 3 1"),
    // DVC prints 0.001 and None: a number is written as in its file, and null in YAML's word.
    ("echo ${exp} ${nothing}", "echo 1e-3 null"),
    (
      "run ${opts}",
      #"run --a 1 --flag --s 'it'"'"'s' --l 1 2 'x y' --nest.z q --nest.deep.w 1.5 --empty ''"#
        + " --plain a/b_c-d.e,f:g=h@i%j+k"
    ),
    ("${opts.nest}", "--z q --deep.w 1.5"),
    // DVC prints True and None.
    ("run ${bools}", "run --b true null"),
    ("['one ${opts.nest}', 'two ${lr}']", "one --z q --deep.w 1.5; two 0.1"),
  ])
  func `names become values in a command`(text: String, expected: String) throws {
    #expect(try command(text) == expected)
  }

  @Test func `a value that stands alone keeps its type, and keys are templates too`() throws {
    let stage = try stages(
      """
      stages:
        s:
          cmd: x
          frozen: ${flag}
          retries: ${thresh[1]}
          wdir: ${dirname}
          deps: ['${models.us.size}']
          outs:
          - ${dirname}/${models.eu.size}: {cache: '${off}'}
          env: {LR: '${lr}'}
      """)[0]
    #expect(stage.isFrozen && stage.retries == 2)
    #expect(stage.workingFolder.description == "out")
    #expect(stage.dependencies.map(\.path.description) == ["out/big"])
    #expect(stage.outputs.map(\.path.description) == ["out/out/small"])
    #expect(!stage.outputs[0].isCached)
    #expect(stage.environment == [EnvironmentEntry("LR", .set("0.1"))])
  }

  @Test func `sections at the top are templates too`() throws {
    let read = try read(
      "metrics: ['${dirname}/m.json']\nplots: ['${dirname}': {title: 'up to ${lr}'}]\n"
        + "params: ['${dirname}/p.yaml']\nartifacts: {'${models.us.size}': {path: '${dirname}/m'}}\n")
    #expect(read.metrics.map(\.path.description) == ["out/m.json"])
    #expect(read.plots.map(\.title) == ["up to 0.1"])
    #expect(read.params.map(\.path.description) == ["out/p.yaml"])
    #expect(read.artifacts.map(\.id) == ["big"])
  }

  @Test func `values of params files that templates use are known, those of vars are not params`() throws {
    let read = try read(
      """
      vars: [{inline: 1}, 'other.json:j']
      stages:
        a: {cmd: 'x ${lr} ${inline} ${j.k} ${opts.nest}'}
        g: {foreach: '${models}', do: {cmd: '${item.depth}'}}
      metrics: ['${dirname}/m']
      """, more: ["other.json": #"{"j": {"k": "v"}, "u": 1}"#])
    func uses(_ requests: [ParamRequest]) -> [String] {
      requests.flatMap { request in
        guard case .keys(let keys) = request.selection else { return ["\(request.file)"] }
        return keys.map { "\(request.file):\($0.key)" }
      }
    }
    #expect(
      uses(read.stages[0].templateParams) == ["other.json:j.k", "params.yaml:lr", "params.yaml:opts.nest"])
    #expect(uses(read.stages[1].templateParams) == ["params.yaml:models.us.depth"])
    #expect(uses(read.templateParams) == ["params.yaml:dirname"])
  }

  // MARK: Groups

  @Test func `groups are named and filled as DVC does it`() throws {
    #expect(
      try commands(
        """
        stages:
          fl: {foreach: [a, 1, 2.5, true, x.y, 'q r'], do: {cmd: 'echo ${item}'}}
          fd: {foreach: '${models}', do: {cmd: 'echo ${key} ${item.depth} ${item.size}'}}
          fld: {foreach: [{n: 1}, {n: 2}], do: {cmd: 'echo ${item.n}'}}
          ft: {foreach: '${thresh}', do: {cmd: 'echo ${item}', wdir: 'd${item}'}}
          fi: {foreach: ['${lr}', 'b${flag}'], do: {cmd: 'echo ${item}'}}
        """) == [
          "fl@a: echo a", "fl@1: echo 1", "fl@2.5: echo 2.5", "fl@true: echo true", "fl@x.y: echo x.y",
          "fl@q r: echo q r", "fd@us: echo us 3 big", "fd@eu: echo eu 5 small", "fld@0: echo 1",
          "fld@1: echo 2", "ft@1: echo 1", "ft@2: echo 2", "ft@3: echo 3", "fi@0.1: echo 0.1",
          "fi@btrue: echo btrue",
        ])
  }

  @Test func `a matrix is every combination, the last list changing fastest`() throws {
    #expect(
      try commands(
        """
        stages:
          mx:
            matrix: {m: [cnn, 2], f: '${thresh}', c: [{p: 1}, {p: 2}]}
            cmd: echo ${item.m} ${item.f} ${item.c.p} ${key}
        """) == [
          "mx@cnn-1-c0: echo cnn 1 1 cnn-1-c0", "mx@cnn-1-c1: echo cnn 1 2 cnn-1-c1",
          "mx@cnn-2-c0: echo cnn 2 1 cnn-2-c0", "mx@cnn-2-c1: echo cnn 2 2 cnn-2-c1",
          "mx@cnn-3-c0: echo cnn 3 1 cnn-3-c0", "mx@cnn-3-c1: echo cnn 3 2 cnn-3-c1",
          "mx@2-1-c0: echo 2 1 1 2-1-c0", "mx@2-1-c1: echo 2 1 2 2-1-c1", "mx@2-2-c0: echo 2 2 1 2-2-c0",
          "mx@2-2-c1: echo 2 2 2 2-2-c1", "mx@2-3-c0: echo 2 3 1 2-3-c0", "mx@2-3-c1: echo 2 3 2 2-3-c1",
        ])
  }

  @Test func `a group without members is known and makes nothing`() throws {
    let read = try read("stages:\n  g: {foreach: [], do: {cmd: x}}\n  m: {matrix: {a: []}, cmd: x}\n")
    #expect(read.stages.isEmpty)
    #expect(read.groups.map(\.name) == ["g", "m"])
    #expect(read.groups.map(\.count) == [0, 0])
  }

  @Test func `a file without templates reads no variables`() throws {
    let read = try PipelineReader.read(
      document("stages:\n  a: {cmd: 'echo $HOME'}\n"), folder: .root, mayHoldTemplates: false
    ) { (_) throws(Diagnostics) in throw Diagnostics([Diagnostic("read")]) }
    #expect(read.stages.count == 1)
  }

  // MARK: Variables

  @Test func `variables are joined, of files, inline and of a stage`() throws {
    let read = try read(
      """
      vars: [sub/v.yaml, 'other.json:j', {models: {uk: {depth: 9}}}, params.yaml]
      stages:
        a:
          wdir: sub
          vars: [own.yaml, {mine: 3}]
          cmd: ${v} ${j.k} ${models.uk.depth} ${models.us.depth} ${mine} ${own}
        b: {cmd: '${v}'}
      """,
      more: ["sub/v.yaml": "v: 1\n", "other.json": #"{"j": {"k": "v"}}"#, "sub/own.yaml": "own: o\n"])
    #expect(read.stages.map(\.command) == [.script("1 v 9 3 3 o"), .script("1")])
  }

  @Test(arguments: [
    (
      "${lrr}",
      "4:10+6 nothing is called 'lrr'\n  hint did you mean 'lr'?"
    ),
    (
      "echo ${BUILD_DIRECTORY}",
      "4:10+23 nothing is called 'BUILD_DIRECTORY'\n  hint if the shell is to see it, write '\\${BUILD_DIRECTORY}'"
    ),
    ("${models.us.dept}", "4:10+17 nothing is called 'models.us.dept'\n  hint did you mean 'depth'?"),
    (
      "${lr.x}",
      "4:10+7 'lr.x' cannot be: 'lr' is a number\n  note 1:1+2 'lr' is defined here\n  hint write '${lr}' for its value"
    ),
    (
      "${thresh[3]}",
      "4:10+12 'thresh[3]' cannot be: the list has 3 items, and '3' is none of their numbers\n"
        + "  note 8:1+6 'thresh' is defined here\n  hint items are counted from 0, and from -1 backwards"
    ),
    (
      "${a..b}",
      "4:10+7 '${a..b}' names no value\n"
        + "  hint write names joined by dots, and numbers of items in brackets: '${a.b[0]}'; for the shell, '\\${…}'"
    ),
    (
      "${thresh}",
      "4:10+9 '${thresh}' is a list, where a single value must stand\n"
        + "  note 8:1+6 'thresh' is defined here\n"
        + "  hint only 'cmd' takes mappings, as options; name one of the values inside"
    ),
  ])
  func `a name that leads nowhere is shown with what is near`(command: String, expected: String) {
    #expect(problems("# a\nstages:\n  s:\n    cmd: \(command)\n") == expected)
  }

  @Test func `a key with a dot cannot be named, and is not suggested`() {
    #expect(
      problems("vars: [{'a.b': 1, c: {'d.e': 2}}]\nstages:\n  s: {cmd: 'x ${a.b} ${c.d.e}'}\n") == """
        3:12+19 nothing is called 'a.b'
          hint no template can name 'a.b', as dots part the steps of a name
        3:12+19 nothing is called 'c.d.e'
          hint no template can name 'd.e', as dots part the steps of a name
        """)
  }

  @Test func `a mapping outside a command, and a list of lists in one, are refused`() {
    #expect(
      problems("stages:\n  s: {cmd: x, deps: ['${models.us}']}\n") == """
        2:22+14 '${models.us}' is a mapping, where a single value must stand
          note 6:3+2 'models.us' is defined here
          hint only 'cmd' takes mappings, as options; name one of the values inside
        """)
    #expect(
      problems("vars: [{m: {l: [[1]]}}]\nstages:\n  s: {cmd: 'x ${m}'}\n") == """
        3:12+8 the list 'm.l' holds more than single values, which no option can take
          note 1:9+1 'm' is defined here
        """)
  }

  @Test func `what is defined twice shows both places`() {
    #expect(
      problems("vars:\n- models: {us: {depth: 1}}\n- lr: 2\nstages: {}\n") == """
        2:17+5 'models.us.depth' is defined twice
          note 6:8+5 it is defined here first
          hint mappings are joined, but each value has one place
        3:3+2 'lr' is defined twice
          note 1:1+2 it is defined here first
          hint mappings are joined, but each value has one place
        """)
  }

  @Test(arguments: [
    (
      "none.yaml",
      "1:8+9 variables file 'none.yaml' does not exist\n  hint files are relative to the pipeline file, those of a stage's own 'vars' to its wdir"
    ),
    (
      "'params.yaml:lr'",
      "1:8+16 'params.yaml:lr' has been read already, as a whole or in part\n  hint name all its keys in one entry; the 'params.yaml' beside the pipeline file is always read, as a whole"
    ),
    ("'o.yaml:x'", "1:8+10 o.yaml has no 'x'"),
    (
      "'l.yaml'",
      "1:1+1 variables file 'l.yaml' must be a mapping, found a list\n  hint each variable has a name: 'name: value'"
    ),
    (
      "'${lr}.yaml'",
      "1:8+12 'vars' cannot hold templates\n  hint templates are made of variables, not the other way round; write the value itself"
    ),
    (
      "{a: '${lr}'}",
      "1:12+7 'vars' cannot hold templates\n  hint templates are made of variables, not the other way round; write the value itself"
    ),
    (
      "5",
      "1:8+1 an entry of 'vars' must be a file or a mapping, found an integer\n  hint 'file', 'file:key,key', or a mapping of names to values"
    ),
    (
      "../x.yaml",
      "1:8+9 '../x.yaml' cannot be used as a path: it is outside the project\n  hint what a stage makes stays in the project, cached or not; a dep elsewhere may be a link in it"
    ),
  ])
  func `bad variables`(item: String, expected: String) {
    #expect(problems("vars: [\(item)]\nstages: {}\n", more: ["o.yaml": "y: 1", "l.yaml": "- 1"]) == expected)
  }

  @Test(arguments: [
    (
      "{foreach: [a, b, a], do: {cmd: x}}",
      """
      2:23+1 two members of the group are called 'g@a'
        note 2:17+1 it is defined here first
        hint each needs a name of its own, which its value gives
      """
    ),
    (
      "{foreach: [1, '1'], do: {cmd: x}}",
      """
      2:20+3 two members of the group are called 'g@1'
        note 2:17+1 it is defined here first
        hint each needs a name of its own, which its value gives
      """
    ),
    (
      "{matrix: {x: [a-b, a], y: [c, b-c]}, cmd: x}",
      """
      2:25+1 two members of the group are called 'g@a-b-c': 'x: a-b, y: c' and 'x: a, y: b-c'
        note 2:20+3 it is defined here first
        hint each needs a name of its own, which its value gives
      """
    ),
    (
      "{matrix: {x: [1, 2, '1'], y: [c, d]}, cmd: x}",
      """
      2:26+3 two members of the group are called 'g@1-c': 'x: 1, y: c' and 'x: "1", y: c'
        note 2:20+1 it is defined here first
        hint each needs a name of its own, which its value gives
      """
    ),
    (
      "{foreach: '${lr}', do: {cmd: x}}",
      "2:16+7 'foreach' must be a list or a mapping, found a number\n  note 1:1+2 'lr' is defined here"
    ),
    (
      "{matrix: {x: '${lr}'}, cmd: x}",
      "2:19+7 'x' of 'matrix' must be a list, found a number\n  note 1:1+2 'lr' is defined here\n  hint one value is a list as well: [a]"
    ),
    ("{foreach: 5, do: {cmd: x}}", "2:16+1 'foreach' must be a list or a mapping, found an integer"),
    (
      "{foreach: [a]}",
      "2:7+7 'foreach' needs 'do' beside it\n  hint 'foreach' has the items, 'do' the stage that is made of each"
    ),
    (
      "{do: {cmd: x}}",
      "2:7+2 'do' needs 'foreach' beside it\n  hint 'foreach' has the items, 'do' the stage that is made of each"
    ),
    (
      "{foreach: [a], do: {cmd: x}, frozen: true}",
      "2:35+6 'frozen' cannot stand beside 'foreach'\n"
        + "  hint what a member is goes under 'do'"
    ),
    (
      "{matrix: {x: 5}, cmd: x}",
      "2:16+1 'x' of 'matrix' must be a list, found an integer\n  hint one value is a list as well: [a]"
    ),
    ("{matrix: [a], cmd: x}", "2:15+3 'matrix' must be a mapping, found a list"),
    (
      "{foreach: [a, b], do: {cmd: '${itm}'}}",
      """
      2:34+8 nothing is called 'itm'
        note 2:17+1 in stage 'g@a', which this makes
        hint did you mean 'item'?
      """
    ),
    (
      "{foreach: [a, b], do: {cmd: x, vars: [{item: 1}]}}",
      """
      2:45+4 'item' is kept for the members of a group
        note 2:17+1 in stage 'g@a', which this makes
        hint choose another name
      """
    ),
    (
      "{foreach: [a, b], do: {cmd: x, depss: []}}",
      """
      2:37+5 unknown key 'depss' in stage 'g@a'
        note 2:17+1 in stage 'g@a', which this makes
        hint did you mean 'deps'?
      """
    ),
    (
      "{foreach: [\"a\\nb\"], do: {cmd: x}}",
      "2:17+6 'g@a\nb' is no name for a stage\n"
        + "  hint at most 128 bytes, without control characters"
    ),
  ])
  func `bad groups`(body: String, expected: String) {
    #expect(problems("stages:\n  g: \(body)\n") == expected)
  }

  @Test(arguments: [
    (
      "g: {foreach: [1, 2], do: {cmd: x, outs: [o]}}",
      "let its path name the member, by '${item}' or '${key}'"
    ),
    (
      "a: {cmd: x, outs: [o]}\n  b: {cmd: x, outs: [o]}",
      "let one of them make it, or give each a path of its own"
    ),
  ])
  func `an out of several members is to name them`(stages: String, hint: String) throws {
    let found = PipelineChecks.check(try pipeline("stages:\n  \(stages)\n").stages)
    #expect(found.map(\.hint) == [hint])
  }

  @Test(arguments: [
    ("${key}", "mappings and matrices have keys; of a list there is 'item' alone"),
    ("${item.z}", "'item' has: lr, depth"), ("${HOME}", "if the shell is to see it, write '\\${HOME}'"),
  ])
  func `what could be named is told`(command: String, hint: String) {
    let text = "stages:\n  g: {foreach: [{lr: 1, depth: 2}], do: {cmd: '\(command)'}}\n"
    #expect(problems(text).hasSuffix("\n  hint \(hint)"))
  }

  @Test func `a matrix that would explode is refused before it does`() {
    let list = "[" + (1...50).map(String.init).joined(separator: ", ") + "]"
    let axes = "abcd".map { "\($0): \(list)" }.joined(separator: ", ")
    let text = problems("stages:\n  g: {matrix: {\(axes)}, cmd: x}\n")
    #expect(text.contains("the file makes more than 100000 stages"))
  }
}
