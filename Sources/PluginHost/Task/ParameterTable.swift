internal import CMapReduce

/// A job's parameters at stable addresses.
struct ParameterTable {
  private let storage = StableBytes()
  /// Few enough that a search from the front is the fastest.
  private let entries: [(name: mr_bytes, value: mr_bytes)]

  init(_ parameters: [String: String]) {
    let storage = storage
    entries = parameters.map { (storage.add($0.key.utf8), storage.add($0.value.utf8)) }
  }

  /// Lives as long as the table.
  subscript(name: mr_bytes) -> mr_bytes? {
    entries.first { $0.name.size == name.size && $0.name.buffer.elementsEqual(name.buffer) }?.value
  }
}
