import Diagnostics
import Identity
import PipelineModel

/// A stage of the pipeline file in `folder`, whose deps stand on line 1 and outs on line 2.
func stage(
  _ name: String, in folder: String = "", deps: [String], outs: [String], params: [String] = []
) throws -> Stage {
  let folder = folder.isEmpty ? RelativePath.root : try path(folder)
  guard let stageName = StageName(name) else { throw PathProblem.empty }
  let file = folder.isRoot ? "pipeline.yaml" : "\(folder)/pipeline.yaml"
  func span(_ line: Int) -> SourceSpan { SourceSpan(file: file, line: line, column: 1) }
  return Stage(
    id: StageID(folder: folder, name: stageName), span: span(9), command: .script("true"),
    workingFolder: folder,
    dependencies: try deps.map { Dependency(try path($0), at: span(1)) },
    params: try params.map { ParamRequest(file: try path($0), at: span(3), selection: .wholeFile) },
    outputs: try outs.map { Output(try path($0), at: span(2)) })
}

/// Random numbers that are the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }
}
