import Glibc

/// The names of documents in the order they were met.
///
/// A list of some of them, the value of a record between map and reduce, is
///   - a byte: 1 if the names are in ascending order and can be written as they are, otherwise 0;
///   - what all names begin with, and what all of them end with;
///   - for each document of the list, what its name has between the two;
///
/// each of these parts as its size in LEB128 and its bytes. Names of files are so much alike that
/// lists are a quarter of the result that is made of them.
struct DocumentNames: ~Copyable {
  private var bytes = ByteBuffer()
  private var names: [Range<Int>] = []
  private var isPlain = true
  private var prefix = 0
  private var suffix = 0

  var count: Int { names.count }

  /// Memory taken, in bytes.
  var size: Int { bytes.count + names.count * MemoryLayout<Range<Int>>.stride }

  /// A single name is all prefix.
  private var sharedEnd: Int { count == 1 ? 0 : suffix }

  /// The name that was added last.
  var last: UnsafeRawBufferPointer? { names.last.map { bytes[$0] } }

  mutating func add(_ name: UnsafeRawBufferPointer) {
    if let last {
      if compare(last, name) >= 0 { isPlain = false }
      // They do not overlap in any name.
      prefix = min(prefix, commonPrefix(last, name))
      suffix = min(suffix, commonSuffix(last, name), name.count - prefix, last.count - prefix)
    } else {
      prefix = name.count
      suffix = name.count
    }
    if name.contains(where: needsEscape) { isPlain = false }
    let start = bytes.count
    bytes.append(name)
    names.append(start..<bytes.count)
  }

  /// Writes what lists of these documents begin with.
  func writeHeader(to list: inout ByteBuffer) {
    list.append(isPlain ? 1 : 0)
    let name = names.first.map { bytes[$0] } ?? UnsafeRawBufferPointer(start: nil, count: 0)
    list.appendPart(UnsafeRawBufferPointer(rebasing: name.prefix(prefix)))
    list.appendPart(UnsafeRawBufferPointer(rebasing: name.suffix(sharedEnd)))
  }

  /// Writes what a list has of each document, one after the other.
  /// - Returns: where each begins, and where the last ends.
  func writeParts(to parts: inout ByteBuffer) -> [Int] {
    var places = [parts.count]
    for name in names {
      parts.appendPart(bytes[name.lowerBound + prefix..<name.upperBound - sharedEnd])
      places.append(parts.count)
    }
    return places
  }
}

/// A comma ends a name in the result, a newline the list.
func needsEscape(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\\")
}

/// Bytewise order: below, equal to or above 0.
func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  let common = min(a.count, b.count)
  if common > 0, let left = a.baseAddress, let right = b.baseAddress {
    let order = memcmp(left, right, common)
    if order != 0 { return Int(order) }
  }
  return a.count - b.count
}

private func commonPrefix(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  zip(a, b).prefix { $0 == $1 }.count
}

private func commonSuffix(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  zip(a.reversed(), b.reversed()).prefix { $0 == $1 }.count
}
