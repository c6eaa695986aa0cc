package import Identity
package import Platform

/// How long each stage took when its command last ran well on this machine: `.lockstep/timings`.
///
/// A line a run, the last of a stage counts; a run of many stages or few costs one write at its end. It is for people only:
/// nothing is decided by it, no lock or key holds any of it, and it may be deleted at any time. A run that was killed
/// leaves what it had before.
package struct StageTimings: Sendable {
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
    guard let path = try? RelativePath("timings") else { preconditionFailure("a valid name") }
    return path
  }()

  /// A larger file is written anew, with the last line of each stage.
  private static let mostBytes = 1 << 20
  /// No line is longer than this but for the folder and the name.
  private static let lineBytes = 100

  /// None.
  init() {}

  /// What the project's own folder keeps; nothing where it keeps none, and no line that cannot be read.
  package init(in own: Folder) {
    guard let bytes = (try? own.readIfPresent(Self.path, limit: 8 * Self.mostBytes)) ?? nil else { return }
    for line in bytes.split(separator: 0x0A) {
      guard let (stage, timing) = Self.read(line) else { continue }
      timings[stage] = timing
    }
  }

  /// How the stage's command ran last; nil where that is not known.
  package subscript(stage: StageID) -> Timing? { timings[stage] }

  /// Takes note of a run that ended just now.
  mutating func note(_ stage: StageID, wallTime: Int64, peakMemory: Int64) {
    timings[stage] = Timing(
      wallTime: wallTime, peakMemory: peakMemory, endedAt: SystemClock.now / 1_000_000_000)
  }

  /// Adds these to what the folder keeps; without any, nothing is read or written.
  ///
  /// Where the file has grown too large only those of `stages` stay. A folder that cannot be written to costs the
  /// timings, not the run.
  func save(in own: Folder, keeping stages: @autoclosure () -> Set<StageID>) {
    guard !timings.isEmpty else { return }
    let size = ((try? own.status(Self.path)) ?? nil)?.size ?? 0
    if size > Self.mostBytes {
      let stages = stages()
      if size > Int64(2 * stages.count * Self.lineBytes) { return compact(in: own, keeping: stages) }
    }
    // A line that a power cut tore is ended by the line feed before the next one.
    try? own.append(to: Self.path).write([0x0A] + text)
  }

  private func compact(in own: Folder, keeping stages: Set<StageID>) {
    var all = Self(in: own)
    all.timings = all.timings.filter { stages.contains($0.key) }.merging(timings) { _, new in new }
    try? own.replace(Self.path, with: all.text, durable: false)
  }

  /// A line a stage: folder in base64, name, nanoseconds, bytes, seconds since 1970, with tabs between them.
  private var text: [UInt8] {
    timings.sorted { $0.key < $1.key }.flatMap { stage, timing in
      Array(
        "\(Base64.encode(stage.folder.bytes))\t\(stage.name)\t\(timing.wallTime)\t\(timing.peakMemory)\t\(timing.endedAt)\n"
          .utf8)
    }
  }

  private static func read(_ line: ArraySlice<UInt8>) -> (StageID, Timing)? {
    let fields = line.split(separator: 0x09, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    guard fields.count == 5, let bytes = Base64.decode(fields[0]), let name = StageName(fields[1]),
      let wall = Int64(fields[2]), let peak = Int64(fields[3]), let ended = Int64(fields[4]),
      let folder = bytes.isEmpty ? .root : try? RelativePath(validating: bytes), wall >= 0, peak >= 0
    else { return nil }
    return (
      StageID(folder: folder, name: name), Timing(wallTime: wall, peakMemory: peak, endedAt: ended)
    )
  }
}
