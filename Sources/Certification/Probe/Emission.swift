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
