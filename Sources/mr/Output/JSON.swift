import FoundationEssentials
import Model

/// `--json`: one value on standard output, with sorted keys.
enum JSON {
  /// - Throws: as `Console.write`.
  static func print(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let data: Data
    do {
      data = try encoder.encode(value)
    } catch {
      throw MRError(.internal, "cannot write JSON", cause: String(describing: error))
    }
    try Console.write(JSONLine.escaped(Array(data)) + [UInt8(ascii: "\n")])
  }
}
