/// A file's path as the file system has it: bytes, not always UTF-8.
package struct BytePath: Hashable, Sendable, Comparable, CustomStringConvertible {
  package var bytes: [UInt8]
  package init(bytes: [UInt8]) { self.bytes = bytes }
  package init(_ path: String) { bytes = Array(path.utf8) }

  /// The path for messages: control characters, backslashes and bytes that are no UTF-8 as `\xNN`.
  package var description: String { printable(bytes) }

  package static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

/// Bytes as two lower-case digits each.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { byte in
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }.joined()
}

/// Bytes for a message: what a terminal cannot show safely is written as `\xNN`.
package func printable(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  if let text = String(validating: bytes, as: UTF8.self),
    !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0 == "\\" }
    )
  {
    return text
  }
  var text = ""
  for byte in bytes {
    if byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "\\") {
      text.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      text += "\\x" + hexadecimal([byte])
    }
  }
  return text
}
