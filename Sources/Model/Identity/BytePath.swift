/// A file's path as the file system has it: bytes, not always UTF-8.
package struct BytePath: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var bytes: [UInt8]
  package init(bytes: [UInt8]) { self.bytes = bytes }
  package init(_ path: String) { bytes = Array(path.utf8) }

  /// The path for messages: control characters, backslashes and bytes that are no UTF-8 as `\xNN`.
  package var description: String { printable(bytes) }

  package static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}
