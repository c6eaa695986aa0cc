import Diagnostics
import Documents
import Identity
import PipelineModel
import Testing

/// Where templates and variables may stand, and what is said where they may not.
@Suite struct TemplateUseTests {
  private static let params = "n: 1\nflag: true\nnothing: null\nword: w\nlist: [5, 6]\n"

  private func read(_ text: String, more: [String: String] = [:]) throws(Diagnostics) -> Pipeline {
    try readTemplates(text, files: more.merging(["params.yaml": Self.params]) { mine, _ in mine })
  }

  private func problems(_ text: String, more: [String: String] = [:]) -> String {
    do throws(Diagnostics) {
      _ = try read(text, more: more)
      return ""
    } catch { return shown(error.all) }
  }

  @Test func `where a text stands, a value of any type is its text`() throws {
    let stages = try read(
      """
      stages:
        g:
          foreach: ${list}
          do:
            cmd: x
            desc: ${item}
            wdir: ${item}
            deps: ['${n}']
            outs: ['${item}', {'${flag}': {cache: '${flag}'}}]
            mutex: ${n}
      metrics: ['${n}']
      """
    ).stages
    #expect(stages.map(\.workingFolder.description) == ["5", "6"])
    #expect(stages[0].dependencies.map(\.path.description) == ["5/1"])
    #expect(stages[1].outputs.map(\.path.description) == ["6/6", "6/true"])
    #expect(stages[1].outputs[1].isCached)
    #expect(stages[0].summary == "5" && stages[0].mutexes == ["1"])
    #expect(
      problems("stages: {a: {cmd: x, outs: ['${nothing}']}}\n")
        == "1:29+12 an entry of 'outs' must be a path, found null\n  hint nothing is written there; give it a value, or leave it out"
    )
  }

  @Test func `no template names a stage`() {
    #expect(
      problems("stages:\n  ${word}: {cmd: x}\n") == """
        2:3+7 '${word}' is no name for a stage
          hint no template can name a stage; 'foreach' and 'matrix' make stages of a list
        """)
  }

  @Test func `what cannot be read of the variables is said alone`() {
    #expect(
      problems("vars: [v.py]\nstages: {a: {cmd: 'x ${unknown}'}}\n", more: ["v.py": "X = 1"]) == """
        1:8+4 variables file 'v.py' is a Python file, which is not read
          hint write its values as YAML, JSON or TOML
        """)
    #expect(
      problems("stages:\n  a: {vars: [none.yaml], cmd: '${unknown}'}\n  b: {cmd: '${word}'}\n")
        == "2:14+9 variables file 'none.yaml' does not exist\n  hint files are relative to the pipeline file, those of a stage's own 'vars' to its wdir"
    )
  }

  @Test func `a stage's folder cannot come of its own variables, whose files are in it`() throws {
    let own = "{wdir: '${word}', vars: [own.yaml], cmd: '${own}'}"
    #expect(
      try read("stages: {a: \(own)}\n", more: ["own.yaml": "own: 1", "w/own.yaml": "own: 2"])
        .stages.map(\.command) == [.script("2")])
    #expect(
      problems("stages: {a: {wdir: '${d}', vars: [{d: w}], cmd: x}}\n") == "1:20+6 nothing is called 'd'")
  }

  @Test func `item is kept for groups, and key for those that have keys, in files too`() throws {
    #expect(
      try read("stages: {g: {foreach: [a], do: {vars: [{key: 1}], cmd: '${item} ${key}'}}}\n")
        .stages.map(\.command) == [.script("a 1")])
    #expect(
      problems(
        "stages: {g: {foreach: {a: 1}, do: {vars: [v.yaml], cmd: x}}}\n", more: ["v.yaml": "key: 1\n"]) == """
          1:1+3 'key' is kept for the members of a group
            note 1:24+1 in stage 'g@a', which this makes
            hint choose another name
          """)
  }

  @Test func `variables are read by the suffix of their file, and dates and tags are texts`() throws {
    let command = try read(
      "vars: [v.toml, 'v.json:j', other]\nstages: {a: {cmd: '${t.x} ${j[0]} ${date} ${tagged} ${flag}'}}\n",
      more: [
        "v.toml": "[t]\nx = 2020-01-01\n", "v.json": #"{"j": [7], "k": 8}"#,
        "other": "date: 2021-02-03\ntagged: !custom text\n",
      ]
    ).stages.map(\.command)
    #expect(command == [.script("2020-01-01 7 2021-02-03 text true")])
  }

  @Test func `variables that a group hides are worth a warning`() throws {
    let pipeline = try read(
      """
      vars: [{item: 1, key: 2}]
      stages:
        l: {foreach: [a], do: {cmd: '${item} ${key}'}}
        m: {foreach: {a: b}, do: {cmd: '${item} ${key}'}}
        p: {cmd: '${item}'}
      """)
    #expect(pipeline.stages.map(\.command) == [.script("a 2"), .script("b a"), .script("1")])
    #expect(
      pipeline.warnings.map(\.message)
        == [("l", "item"), ("m", "item"), ("m", "key")].map { group, word in
          "the members of group '\(group)' cannot name this '\(word)': to them '\(word)' is their own"
        })
    #expect(pipeline.warnings.allSatisfy { $0.severity == .warning && $0.span?.line == 1 })
    #expect(try read("vars: [{item: 1}]\nstages: {p: {cmd: '${item}'}}\n").warnings.isEmpty)
  }
}
