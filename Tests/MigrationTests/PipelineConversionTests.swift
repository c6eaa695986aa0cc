import Diagnostics
import Identity
import Testing

@testable import Migration

@Suite struct PipelineConversionTests {
  private func converted(_ text: String) throws -> (text: String, remarks: [String]) {
    let conversion = try PipelineConversion(Array(text.utf8), folder: .root)
    return (
      String(decoding: conversion.text, as: UTF8.self), conversion.remarks.map { "\($0.subject): \($0.text)" }
    )
  }

  @Test func `what means the same stays as it is, byte for byte`() throws {
    let text = """
      # head
      stages:
        a:   # first
          cmd: >-
            python a.py
            --fast
          deps: [a.py,   "in put"]
          params:
          - lr
          - other.json: [x]
          - whole.yaml:
          outs:
          - o: {cache: false}   # by git
          metrics: [m.json]

      # end

      """
    let (made, remarks) = try converted(text)
    #expect(made == text)
    #expect(remarks.isEmpty)
  }

  @Test func `a command of several lines becomes the list that DVC runs`() throws {
    let (made, remarks) = try converted(
      "stages:\n  a:\n    cmd: |\n      one\n\n      two  # x\n    outs: [o]\n")
    #expect(made == "stages:\n  a:\n    cmd:\n      - one\n      - 'two  # x'\n    outs: [o]\n")
    #expect(
      remarks == [
        "dvc.yaml: stage 'a': its cmd is a list now: DVC runs each line in a shell of its own, here a text is one script"
      ])
  }

  @Test func `a script that no shell could run line by line stays one`() throws {
    for script in ["python a.py \\\n  --x\n", "if true; then\n  x\nfi\n", "cat <<E\nx\nE\n", "echo 'a\nb'\n"]
    {
      let lines = script.split(separator: "\n").map { "      \($0)\n" }.joined()
      let text = "stages:\n  a:\n    cmd: |\n\(lines)    outs: [o]\n"
      let (made, remarks) = try converted(text)
      #expect(made == text)
      #expect(
        remarks == [
          "dvc.yaml: stage 'a': its cmd is one script here; DVC gives each line to a shell of its own"
        ])
    }
  }

  @Test func `params in Python become a dep on the file`() throws {
    let (made, remarks) = try converted(
      "stages:\n  a:\n    cmd: x\n    params:\n    - lr\n    - p.py: [a, b]\n    - q.py:\n    deps:\n    - d\n"
    )
    #expect(
      made == "stages:\n  a:\n    cmd: x\n    params:\n    - lr\n    deps:\n    - d\n    - q.py\n    - p.py\n"
    )
    #expect(remarks.count == 2)
    let (alone, _) = try converted("stages:\n  a:\n    cmd: x\n    params: [{p.py: [a]}]\n")
    #expect(alone == "stages:\n  a:\n    cmd: x\n    deps:\n      - p.py\n")
  }

  @Test func `what cannot be read is left out, each thing with its reason`() throws {
    let (made, remarks) = try converted(
      """
      stages:
        a/b:
          cmd: x
          deps:
          - s3://bucket/data   # far away
          - /etc/passwd
          - near
          outs: [o]
        data:
          cmd: ''
          outs: [d]
      datasets: []

      """)
    #expect(made == "stages:\n  a-b:\n    cmd: x\n    deps:\n    - near\n    outs: [o]\n")
    #expect(
      remarks.map { String($0.prefix { $0 != ":" }) }.allSatisfy { $0 == "dvc.yaml" } && remarks.count >= 5,
      "\(remarks)")
    #expect(remarks.contains { $0.hasPrefix("dvc.yaml: stage 'a/b': is called 'a-b'") })
    #expect(
      remarks.contains { $0.hasPrefix("dvc.yaml: stages.a-b.deps[0]: is left out: 's3://bucket/data'") })
    #expect(remarks.contains { $0.hasPrefix("dvc.yaml: datasets: is left out: ") })
  }

  @Test func `bash and DVC's variables are pointed out`() throws {
    let (_, remarks) = try converted("stages:\n  a:\n    cmd: '[[ -f $DVC_ROOT/x ]] && true'\n")
    #expect(remarks.count == 2 && remarks[0].contains("looks like bash") && remarks[1].contains("DVC_ROOT"))
  }

  @Test func `templates are kept as they are, and a group that cannot be made is left out whole`() throws {
    let text =
      "vars:\n- n: [1, 2]\nstages:\n  g:\n    foreach: ${n}\n    do:\n      cmd: echo ${item} > o${item}\n      outs:\n      - o${item}\n"
    let (made, remarks) = try converted(text)
    #expect(made == text && remarks.isEmpty)
    let (less, reasons) = try converted(text.replacing("${n}", with: "${m}") + "  a:\n    cmd: x\n")
    #expect(less == "vars:\n- n: [1, 2]\nstages:\n  a:\n    cmd: x\n")
    #expect(reasons == ["dvc.yaml: stages.g: is left out: nothing is called 'm'"])
  }

  @Test func `a file that is no YAML is refused with its place`() {
    #expect(throws: Diagnostics.self) { try PipelineConversion(Array("stages: [".utf8), folder: .root) }
  }
}
