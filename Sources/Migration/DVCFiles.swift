import Identity
import Platform

/// The files of a DVC project, by what they are; paths relative to its root.
struct DVCFiles {
  /// Folders with a `dvc.yaml`, the root first.
  var pipelines: [RelativePath] = []
  /// `.dvc` files: data that DVC keeps for people.
  var data: [RelativePath] = []
  /// Folders with a `.dvcignore`.
  var ignores: [RelativePath] = []
  /// Folders that are DVC projects of their own.
  var nested: [RelativePath] = []
  /// Whether git holds experiments of DVC.
  var hasExperiments = false

  /// Looks through `workspace`; hidden folders are not entered.
  init(in workspace: Folder) throws {
    var waiting: [RelativePath] = [.root]
    while let folder = waiting.popLast() {
      var below: [RelativePath] = []
      if !folder.isRoot, try workspace.status(folder.appending(name: Array(".dvc".utf8)))?.kind == .folder {
        nested.append(folder)
        continue
      }
      let scan = try workspace.entries(folder)
      for index in 0..<scan.count {
        let name = scan.name(index)
        guard let path = try? folder.appending(name: name) else { continue }
        switch scan.status(index).kind {
        case .folder: if name.first != UInt8(ascii: ".") { below.append(path) }
        case .file: take(name, path, in: folder)
        case .link, .special: break
        }
      }
      waiting += below.reversed()
    }
    hasExperiments = Self.hasExperiments(workspace.path)
  }

  private mutating func take(_ name: [UInt8], _ path: RelativePath, in folder: RelativePath) {
    if name.elementsEqual("dvc.yaml".utf8) { pipelines.append(folder) }
    if name.elementsEqual(".dvcignore".utf8) { ignores.append(folder) }
    if name.count > 4, name.suffix(4).elementsEqual(".dvc".utf8) { data.append(path) }
  }

  private static func hasExperiments(_ root: AbsolutePath) -> Bool {
    let git = root.appending(".git")
    if ((try? File.status(git.appending("refs").appending("exps"))) ?? nil) != nil { return true }
    let packed = (try? File.read(git.appending("packed-refs"), limit: 64 << 20)) ?? []
    return String(decoding: packed, as: UTF8.self).contains(" refs/exps/")
  }
}
