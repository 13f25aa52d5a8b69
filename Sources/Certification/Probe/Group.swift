/// The values of a key in the order in which they were emitted.
struct Group: Hashable {
  var key: [UInt8]
  var values: [[UInt8]]

  /// Groups records as the engine does: by key, values in their order. The groups are in the order
  /// of the keys' bytes.
  static func group(_ emissions: [Emission]) -> [Group] {
    var indices: [[UInt8]: Int] = [:]
    var groups: [Group] = []
    for emission in emissions {
      if let index = indices[emission.key] {
        groups[index].values.append(emission.value)
      } else {
        indices[emission.key] = groups.count
        groups.append(Group(key: emission.key, values: [emission.value]))
      }
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }
  }
}
