import FoundationEssentials
import Model
import Synchronization

/// `--json`: values with sorted keys, without characters that steer a terminal.
enum JSON {
  /// One value, on standard output.
  /// - Throws: as `Console.write`.
  static func print(_ value: some Encodable) throws {
    try Console.write(try text(of: value, .prettyPrinted))
    printed.store(true, ordering: .relaxed)
  }

  /// Whether there was such a value.
  static var isPrinted: Bool { printed.load(ordering: .relaxed) }
  private static let printed = Atomic(false)

  /// A value on a line, where there is no end to wait for.
  static func line(_ value: some Encodable) throws(MRError) -> [UInt8] { try text(of: value) }

  private static func text(
    of value: some Encodable, _ form: JSONEncoder.OutputFormatting = []
  ) throws(MRError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = form.union([.sortedKeys, .withoutEscapingSlashes])
    do {
      return escaped(Array(try encoder.encode(value))) + [UInt8(ascii: "\n")]
    } catch {
      throw MRError(.internal, "cannot write JSON", cause: String(describing: error))
    }
  }

  /// The same value, without characters that steer a terminal: Foundation escapes some of them only.
  private static func escaped(_ json: [UInt8]) -> [UInt8] {
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
