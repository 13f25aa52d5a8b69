import FoundationEssentials
import Model

/// `--json` where there is no end to wait for: a value on a line, with sorted keys.
enum JSONLine {
  static func of(_ value: some Encodable) throws(MRError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    } catch {
      throw MRError(.internal, "cannot write JSON", cause: String(describing: error))
    }
  }
}
