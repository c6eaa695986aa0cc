import Identity
import PipelineModel
import Platform
import Store

/// Puts right what a run that was killed left behind; runs under the project's lock.
///
/// A stage that began and did not end gets its old outs back, and what it had made goes to `failed/`. What had ended
/// well is in the journal and goes into the lock files, which the journal's end then says.
enum Recovery {
  static func run(in project: Project) throws {
    try sweepScratch(in: project.own)
    try Trash.sweep(in: project.own)
    guard try project.own.status(Journal.path) != nil else { return }
    let journal = try Journal.read(in: project.own)
    for (stage, moved) in journal.unfinished.sorted(by: { $0.key < $1.key }) {
      try SetAside.putBack(moved, of: stage, in: project)
    }
    var model = try ProjectModel(project)
    _ = try model.lock.write(to: project.workspace, own: project.own)
    try project.store().sweep()
    try project.own.remove(Journal.path)
  }

  /// What was being built in `tmp/` belongs to nobody: the lock is ours.
  private static func sweepScratch(in own: Folder) throws {
    let scratch = try RelativePath("tmp")
    if try own.status(scratch) != nil { try own.removeTree(scratch) }
  }
}
