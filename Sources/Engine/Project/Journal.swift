import Diagnostics
import Documents
package import Identity
package import PipelineModel
package import Platform

/// The crash-safe record of the run under way: `.lockstep/journal`.
///
/// One entry a line, `<checksum> <JSON>`; the first bad line ends it, as a crash may tear the last one. An entry names
/// only what was flushed before it. The file is gone when no run is under way and the last one ended in order.
package struct Journal: Sendable {
  /// The version of the format; 1 is the first.
  package static let version = 1

  /// An out that was set aside before its stage began.
  package struct SetAsidePath: Hashable, Sendable {
    /// Where it stood in the workspace.
    package var path: RelativePath
    /// Where it is now, in `.lockstep`; nil where nothing stood there.
    package var aside: RelativePath?
  }

  /// The digests of the lock files that the run began with.
  package private(set) var base: [RelativePath: Digest] = [:]
  /// The results of the stages that ended well.
  package private(set) var finished: [StageID: StageRecord] = [:]
  /// The stages that began and did not end, with what was set aside for each.
  package private(set) var unfinished: [StageID: [SetAsidePath]] = [:]

  static let path: RelativePath = {
    guard let path = try? RelativePath("journal") else { preconditionFailure("a valid name") }
    return path
  }()

  /// The journal of the folder `own`; empty where there is none.
  package static func read(in own: Folder) throws(SystemError) -> Journal {
    Journal(try own.readIfPresent(path, limit: 1 << 30) ?? [])
  }

  /// The journal that `bytes` are, up to the first line that is torn.
  package init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest.dropFirst(line.count + 1)
      if line.isEmpty { continue }
      guard let entry = JournalEntry(line: Array(line)) else { break }
      apply(entry)
    }
  }

  private mutating func apply(_ entry: JournalEntry) {
    switch entry {
    case .run(let base): self.base = base
    case .started(let stage, let aside): unfinished[stage] = aside
    case .finished(let stage, let record):
      unfinished[stage] = nil
      finished[stage] = record
    case .abandoned(let stage): unfinished[stage] = nil
    }
  }

  /// Writes the journal of one run; an entry is on the disk when `append` returns, if it is to be `durable`.
  package final class Writer {
    private let own: Folder
    private var file: JournalFile?
    private let base: () -> [RelativePath: Digest]
    /// The stages that began, until they end well or what was set aside for them is back.
    private var open: Set<StageID> = []
    /// Whether a power cut cannot take the file away any more.
    private var isNamed = false

    /// A writer for a run that begins with the lock files of `base`; nothing is written before the first entry.
    package init(in own: Folder, base: @escaping () -> [RelativePath: Digest]) {
      self.own = own
      self.base = base
    }

    /// Adds entries, in one write.
    ///
    /// The file's own name is flushed before the first entry that is to last.
    package func append(_ entries: [JournalEntry], durable: Bool) throws(SystemError) {
      guard !entries.isEmpty else { return }
      var bytes: [UInt8] = []
      if file == nil {
        file = JournalFile(try own.append(to: Journal.path))
        bytes += JournalEntry.run(base: base()).line
      }
      for entry in entries {
        bytes += entry.line
        switch entry {
        case .started(let stage, _): open.insert(stage)
        case .finished(let stage, _), .abandoned(let stage): open.remove(stage)
        case .run: break
        }
      }
      try file?.write(bytes, durable: durable)
      if durable, !isNamed {
        try own.flushFolder(.root)
        isNamed = true
      }
    }

    /// Ends the run: what the journal held is in the lock files now.
    ///
    /// It stays where old outs could not be put back: the next run tries that again.
    package func close() throws(SystemError) {
      guard file != nil else { return }
      file = nil
      isNamed = false
      guard open.isEmpty else { return }
      try own.remove(Journal.path)
    }
  }
}

/// The open journal; a class, so that the writer can hold it while it is open only.
private final class JournalFile {
  private let file: WritableFile
  init(_ file: consuming WritableFile) { self.file = file }

  func write(_ bytes: [UInt8], durable: Bool) throws(SystemError) {
    try file.write(bytes)
    if durable { try file.flush() }
  }
}
