/// Bytes for a message: what a terminal cannot show safely is written as `\xNN`.
package func printable(_ bytes: some Sequence<UInt8>) -> String {
  let bytes = Array(bytes)
  if let text = String(validating: bytes, as: UTF8.self),
    !text.unicodeScalars.contains(where: { $0.steersTerminals || $0 == "\\" })
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
