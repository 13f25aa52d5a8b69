import FoundationEssentials
import Model

/// `--json` where there is no end to wait for: a value on a line, with sorted keys.
enum JSONLine {
  static func of(_ value: some Encodable) throws(MRError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return escaped(Array(try encoder.encode(value))) + [UInt8(ascii: "\n")]
    } catch {
      throw MRError(.internal, "cannot write JSON", cause: String(describing: error))
    }
  }

  /// The same value, without characters that steer a terminal: Foundation escapes some of them only.
  static func escaped(_ json: [UInt8]) -> [UInt8] {
    // All others are ASCII, and escaped.
    guard json.contains(where: { $0 >= 0x7f }) else { return json }
    var text = ""
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if scalar.value >= 0x7f, scalar.steersTerminals {
        for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
          let digits = String(unit, radix: 16)
          text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return Array(text.utf8)
  }
}
