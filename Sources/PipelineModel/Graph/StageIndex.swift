package import Identity

/// Finds stages by their names, and the members of groups by the group's.
package struct StageIndex: Sendable {
  private struct Key: Hashable {
    var folder: RelativePath
    var name: String
  }

  private let places: [Key: [Int]]

  /// An index of `stages`, which are found by their places.
  package init(_ stages: [Stage]) {
    var places = [Key: [Int]](minimumCapacity: stages.count)
    for (place, stage) in stages.enumerated() {
      places[Key(folder: stage.id.folder, name: stage.id.name.text), default: []].append(place)
      if let group = stage.id.name.group {
        places[Key(folder: stage.id.folder, name: group), default: []].append(place)
      }
    }
    self.places = places
  }

  /// The stage called `name` in the pipeline file of `folder`, or the members of the group called so, ascending.
  package func stages(named name: String, in folder: RelativePath) -> [Int] {
    places[Key(folder: folder, name: name)] ?? []
  }
}
