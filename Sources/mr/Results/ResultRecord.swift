import Glibc
import Model

/// A line of a result: what stands before its first tab, and what stands after it.
struct ResultRecord: Sendable {
  let key: [UInt8]
  /// nil if the line has no tab.
  let value: [UInt8]?

  init(_ line: UnsafeRawBufferPointer) {
    if let tab = line.firstIndex(of: UInt8(ascii: "\t")) {
      key = Array(line[..<tab])
      value = Array(line[(tab + 1)...])
    } else {
      key = Array(line)
      value = nil
    }
  }

  /// How many bytes it takes in memory, about.
  var size: Int { key.count + (value?.count ?? 0) + 96 }
}

/// A key or value as something to sort by: numbers by what they say, before texts, by their bytes.
enum SortValue: Sendable, Comparable {
  case integer(Int64)
  case real(Double)
  case text([UInt8])

  init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    if let number = Int64(text) {
      self = .integer(number)
    } else if let number = Double(text), number.isFinite {
      self = .real(number)
    } else {
      self = .text(bytes)
    }
  }

  static func < (a: Self, b: Self) -> Bool {
    switch (a, b) {
    case (.integer(let a), .integer(let b)): a < b
    case (.integer(let a), .real(let b)): Double(a) < b
    case (.real(let a), .integer(let b)): a < Double(b)
    case (.real(let a), .real(let b)): a < b
    case (.text(let a), .text(let b)): a.lexicographicallyPrecedes(b)
    case (_, .text): true
    case (.text, _): false
    }
  }
}
