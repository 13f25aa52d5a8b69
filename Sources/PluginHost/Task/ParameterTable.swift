internal import CMapReduce

/// A job's parameters at stable addresses, and which of them were asked for.
struct ParameterTable {
  private struct Entry {
    var name: mr_bytes
    var value: mr_bytes
    var isAsked = false
  }

  private let storage = StableBytes()
  /// The parameters: few enough that a search from the front is the fastest.
  private var entries: [Entry]

  init(_ parameters: [String: String]) {
    let storage = storage
    entries = parameters.map {
      Entry(name: storage.add($0.key.utf8), value: storage.add($0.value.utf8))
    }
  }

  /// The value of a parameter that is asked for. Lives as long as the table.
  mutating func ask(_ name: mr_bytes) -> mr_bytes? {
    guard
      let index = entries.firstIndex(where: {
        $0.name.size == name.size && $0.name.buffer.elementsEqual(name.buffer)
      })
    else { return nil }
    entries[index].isAsked = true
    return entries[index].value
  }

  /// The names of those that were asked for.
  var asked: [String] {
    entries.filter(\.isAsked).map { String(decoding: $0.name.buffer, as: UTF8.self) }
  }
}
