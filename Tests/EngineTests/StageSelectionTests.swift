import Diagnostics
import Engine
import Identity
import PipelineModel
import TestSupport
import Testing

/// Which stages the words on a command line mean.
@Suite struct StageSelectionTests {
  private func with(_ body: (Workspace) throws -> Void) throws {
    try Workspace.with { (space) throws in
      try space.write(
        "pipeline.yaml",
        """
        stages:
          prep: {cmd: x, outs: [data]}
          train: {foreach: [us, eu], do: {cmd: x, deps: [data/part], outs: ['m/${item}']}}
          eval: {cmd: x, deps: [m]}
          aside: {cmd: x, outs: [folder/deep/out.txt]}
          none: {foreach: [], do: {cmd: x}}
        """)
      try space.write("sub/pipeline.yaml", "stages:\n  prep: {cmd: x, deps: [../m/us], outs: [o]}\n")
      try space.write("sub/deep/pipeline.yaml", "stages:\n  leaf: {cmd: x}\n")
      try body(space)
    }
  }

  private func select(
    _ targets: [String], _ space: Workspace, in folder: RelativePath = .root,
    _ change: (inout StageSelection.Options) -> Void = { _ in }
  ) throws -> [String] {
    var options = StageSelection.Options(reach: .only)
    change(&options)
    let model = try ProjectModel(space.project())
    let selection = try StageSelection(targets, in: model, folder: folder, options: options)
    return selection.stages.sorted().map { model.graph.stages[$0].id.description } + selection.notes
  }

  private func refusal(_ targets: [String], _ space: Workspace, glob: Bool = false) -> String {
    do {
      return try "\(select(targets, space) { $0.isGlob = glob })"
    } catch let error as Diagnostic {
      return error.message + " | " + (error.hint ?? "")
    } catch {
      return "\(error)"
    }
  }

  @Test func `a target is a stage, a group, a member, an out, or something in one`() throws {
    try with { (space) throws in
      #expect(try select(["prep"], space) == ["prep"])
      #expect(try select(["train"], space) == ["train@us", "train@eu"])
      #expect(try select(["train@eu"], space) == ["train@eu"])
      #expect(try select(["m/us"], space) == ["train@us"])
      #expect(try select(["data/some/file"], space) == ["prep"])
      #expect(try select(["folder/deep/out.txt", "prep"], space) == ["prep", "aside"])
      #expect(try select(["sub/pipeline.yaml:prep"], space) == ["sub/pipeline.yaml:prep"])
      #expect(try select(["sub/pipeline.yaml"], space) == ["sub/pipeline.yaml:prep"])
      let sub = try RelativePath("sub")
      #expect(try select(["prep"], space, in: sub) == ["sub/pipeline.yaml:prep"])
      #expect(try select(["../pipeline.yaml:train@us"], space, in: sub) == ["train@us"])
      #expect(try select(["o"], space, in: sub) == ["sub/pipeline.yaml:prep"])
    }
  }

  @Test func `a group without members is nothing to do, which is said`() throws {
    try with { (space) throws in
      #expect(try select(["none"], space) == ["group 'none' has no members"])
      #expect(try select(["none", "prep"], space) == ["prep", "group 'none' has no members"])
    }
  }

  @Test func `patterns match names of stages`() throws {
    try with { (space) throws in
      #expect(try select(["*a*"], space) { $0.isGlob = true } == ["train@us", "train@eu", "eval", "aside"])
      #expect(try select(["train@?s", "p*"], space) { $0.isGlob = true } == ["prep", "train@us"])
      #expect(try select(["no*"], space) { $0.isGlob = true } == ["group 'none' has no members"])
      #expect(try select(["sub/pipeline.yaml:*"], space) { $0.isGlob = true } == ["sub/pipeline.yaml:prep"])
      #expect(
        refusal(["x*"], space, glob: true)
          == "no stage matches 'x*' | the stages are: prep, train@us, train@eu, eval, aside, "
          + "sub/pipeline.yaml:prep, sub/deep/pipeline.yaml:leaf, train, none")
    }
  }

  @Test func `a folder means all pipelines below it, where that is asked for`() throws {
    try with { (space) throws in
      let sub = try RelativePath("sub")
      let all = ["sub/pipeline.yaml:prep", "sub/deep/pipeline.yaml:leaf"]
      #expect(try select(["sub"], space) { $0.isRecursive = true } == all)
      #expect(try select([], space, in: sub) { $0.isRecursive = true } == all)
      #expect(try select(["."], space) { $0.isRecursive = true }.count == 7)
      #expect(
        refusal(["sub"], space)
          == "no stage and no out is called 'sub' | it is a folder with pipelines: '--recursive' takes all of them"
      )
    }
  }

  @Test func `a selection reaches as far as it is told`() throws {
    try with { (space) throws in
      let trained = ["prep", "train@us", "train@eu"]
      #expect(try select(["eval"], space) { $0.reach = .upstream } == trained + ["eval"])
      #expect(
        try select(["train@us"], space) { $0.reach = .downstream } == [
          "train@us", "eval", "sub/pipeline.yaml:prep",
        ])
      #expect(
        try select(["eval"], space) { $0.reach = .pipeline } == trained + ["eval", "sub/pipeline.yaml:prep"])
      #expect(try select(["eval"], space) { $0.reach = .everything }.count == 7)
      #expect(try select([], space) { $0.reach = .downstream } == trained + ["eval", "aside"])
      #expect(
        try select([], space) {
          $0.reach = .upstream
          $0.until = ["train"]
        } == trained)
    }
  }

  @Test func `an unknown target is told what was meant`() throws {
    try with { (space) throws in
      #expect(refusal(["trian"], space) == "no stage and no out is called 'trian' | did you mean 'train'?")
      #expect(
        refusal(["train@xx"], space) == "no stage and no out is called 'train@xx' | did you mean 'train@us'?")
      #expect(
        refusal(["nowhere.yaml:prep"], space).hasPrefix("no stage and no out is called 'nowhere.yaml:prep'"))
      #expect(
        refusal(["nowhere/pipeline.yaml:prep"], space)
          == "there is no 'pipeline.yaml' in 'nowhere' | the project has: pipeline.yaml, sub/pipeline.yaml, "
          + "sub/deep/pipeline.yaml")
      #expect(refusal([""], space).hasPrefix("no stage and no out is called ''"))
    }
  }
}
