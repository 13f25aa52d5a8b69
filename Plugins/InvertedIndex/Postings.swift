import CMapReduce
import Glibc

/// Reduce: the documents of one word, sorted bytewise, each once, joined by commas.
///
/// A comma, a newline or a backslash in a name is written `\,`, `\n` or `\\`.
struct Postings: ~Copyable {
  /// Names one after the other; memory is kept from word to word.
  private var bytes: [UInt8] = []
  private var names: [Range<Int>] = []
  private var joined: [UInt8] = []
  private let values = UnsafeMutablePointer<mr_bytes>.allocate(capacity: Self.batch)

  private static let batch = 256

  deinit { values.deallocate() }

  mutating func reduce(
    _ task: UnsafeMutablePointer<mr_task>, _ key: mr_bytes,
    _ source: UnsafeMutablePointer<mr_values>
  ) -> mr_status {
    let status = collect(source)
    guard status == MR_OK else { return status }
    join()
    return joined.withUnsafeBytes { value in
      var record = mr_record(key: key, value: mr_bytes(value))
      return task.pointee.host.pointee.emit(task, &record, 1)
    }
  }

  /// Copies the values, leaving out those that repeat the one before; they come in the order of
  /// the input, so that is nearly all there is to leave out and to sort.
  private mutating func collect(_ source: UnsafeMutablePointer<mr_values>) -> mr_status {
    bytes.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    var isSorted = true
    while true {
      var count = 0
      let status = source.pointee.next(source, values, Self.batch, &count)
      if status == MR_END { break }
      guard status == MR_OK else { return status }
      for index in 0..<count {
        let name = UnsafeRawBufferPointer(values[index])
        if let last = names.last {
          let order = bytes.withUnsafeBytes {
            compare(UnsafeRawBufferPointer(rebasing: $0[last]), name)
          }
          if order == 0 { continue }
          if order > 0 { isSorted = false }
        }
        let start = bytes.count
        bytes.append(contentsOf: name)
        names.append(start..<bytes.count)
      }
    }
    if !isSorted { sort() }
    return MR_OK
  }

  private mutating func sort() {
    bytes.withUnsafeBytes { bytes in
      names.sort {
        compare(
          UnsafeRawBufferPointer(rebasing: bytes[$0]), UnsafeRawBufferPointer(rebasing: bytes[$1]))
          < 0
      }
    }
  }

  private mutating func join() {
    joined.removeAll(keepingCapacity: true)
    bytes.withUnsafeBytes { bytes in
      var last: UnsafeRawBufferPointer?
      for range in names {
        let name = UnsafeRawBufferPointer(rebasing: bytes[range])
        if let last {
          if compare(last, name) == 0 { continue }
          joined.append(UInt8(ascii: ","))
        }
        append(name)
        last = name
      }
    }
  }

  private mutating func append(_ name: UnsafeRawBufferPointer) {
    if !name.contains(where: Self.needsEscape) {
      joined.append(contentsOf: name)
      return
    }
    for byte in name {
      if Self.needsEscape(byte) { joined.append(UInt8(ascii: "\\")) }
      joined.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
    }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\\")
  }
}

/// Bytewise order: below, equal to or above 0.
private func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  let common = min(a.count, b.count)
  if common > 0, let left = a.baseAddress, let right = b.baseAddress {
    let order = memcmp(left, right, common)
    if order != 0 { return Int(order) }
  }
  return a.count - b.count
}
