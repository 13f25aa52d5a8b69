internal import CMapReduce

/// A record that a plugin emitted, kept.
struct Emission: Hashable {
  var key: [UInt8]
  var value: [UInt8]

  init(key: [UInt8], value: [UInt8]) {
    self.key = key
    self.value = value
  }

  init(_ record: mr_record) {
    key = Array(UnsafeRawBufferPointer(start: record.key.data, count: record.key.size))
    value = Array(UnsafeRawBufferPointer(start: record.value.data, count: record.value.size))
  }
}

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
