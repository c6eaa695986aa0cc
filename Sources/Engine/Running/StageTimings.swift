import Documents
package import Identity
package import Platform

/// How long each stage took when its command last ran well on this machine: `.lockstep/timings.json`.
///
/// It is for people only: nothing is decided by it, no lock or key holds any of it, and it may be deleted at any time. A
/// run that was killed leaves what it had before.
package struct StageTimings: Sendable {
  /// The version of the format; 1 is the first.
  package static let version = 1

  /// A run of one stage's command.
  package struct Timing: Hashable, Sendable {
    /// Wall time in nanoseconds, of the last try where there were several.
    package var wallTime: Int64
    /// The largest resident memory of any of its processes, in bytes.
    package var peakMemory: Int64
    /// When it ended, in seconds since 1970.
    package var endedAt: Int64

    /// A run.
    package init(wallTime: Int64, peakMemory: Int64, endedAt: Int64) {
      self.wallTime = wallTime
      self.peakMemory = peakMemory
      self.endedAt = endedAt
    }
  }

  private var timings: [StageID: Timing] = [:]

  private static let path: RelativePath = {
    guard let path = try? RelativePath("timings.json") else { preconditionFailure("a valid name") }
    return path
  }()

  /// None.
  init() {}

  /// What the project's own folder keeps; nothing where it keeps none or it cannot be read.
  package init(in own: Folder) {
    guard let bytes = (try? own.readIfPresent(Self.path)) ?? nil,
      let fields = (try? JSONReader.read(bytes, file: "timings", limits: .data))?.root?.mapping,
      fields["version"]?.scalar?.int == Self.version
    else { return }
    for node in fields["stages"]?.sequence ?? [] {
      guard let entry = node.mapping, let stage = Self.stage(entry) else { continue }
      let numbers = ["wall_time", "peak_memory", "ended"].map { entry[$0]?.scalar?.int.map(Int64.init) }
      guard let wall = numbers[0], let peak = numbers[1], let ended = numbers[2] else { continue }
      timings[stage] = Timing(wallTime: max(0, wall), peakMemory: max(0, peak), endedAt: ended)
    }
  }

  /// How the stage's command ran last; nil where that is not known.
  package subscript(stage: StageID) -> Timing? { timings[stage] }

  /// Takes note of a run that ended just now.
  mutating func note(_ stage: StageID, wallTime: Int64, peakMemory: Int64) {
    timings[stage] = Timing(
      wallTime: wallTime, peakMemory: peakMemory, endedAt: SystemClock.now / 1_000_000_000)
  }

  /// Adds these to what the folder keeps, of which only `stages` stay; without any, nothing is read or written.
  ///
  /// A folder that cannot be written to costs the timings, not the run.
  func save(in own: Folder, keeping stages: @autoclosure () -> Set<StageID>) {
    guard !timings.isEmpty else { return }
    let stages = stages()
    var all = Self(in: own).timings.filter { stages.contains($0.key) }
    all.merge(timings) { _, new in new }
    let entries = all.sorted { $0.key < $1.key }.map { stage, timing in
      JSONValue.object([
        ("ended", .int(Int(timing.endedAt))), ("folder_b64", .string(Base64.encode(stage.folder.bytes))),
        ("name", .string(stage.name.text)), ("peak_memory", .int(Int(timing.peakMemory))),
        ("wall_time", .int(Int(timing.wallTime))),
      ])
    }
    let json: JSONValue = ["stages": .array(entries), "version": .int(Self.version)]
    try? own.replace(Self.path, with: JSONWriter.canonical.bytes(json), durable: false)
  }

  private static func stage(_ entry: Mapping) -> StageID? {
    guard let bytes = entry["folder_b64"]?.string.flatMap({ Base64.decode($0) }),
      let name = entry["name"]?.string.flatMap({ StageName($0) }),
      let folder = bytes.isEmpty ? .root : try? RelativePath(validating: bytes)
    else { return nil }
    return StageID(folder: folder, name: name)
  }
}
