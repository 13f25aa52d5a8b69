import Foundation
import GRDB
import Model

/// The small JSON objects in the journal's columns.
enum JSONText {
  static func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func decode<Value: Decodable>(_ text: String, as: Value.Type) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  static func encode(_ error: MRError) throws -> String { try encode(StoredError(error)) }

  static func decodeError(_ text: String) throws -> MRError {
    try decode(text, as: StoredError.self).error
  }

  private struct StoredError: Codable {
    var code: String
    var message: String
    var cause: String?
    var remedy: String?

    init(_ error: MRError) {
      code = "\(error.code)"
      message = error.message
      cause = error.cause
      remedy = error.remedy
    }

    /// A code that this version does not know, from a newer one, becomes `internal`.
    var error: MRError {
      MRError(MRError.Code(code) ?? .internal, message, cause: cause, remedy: remedy)
    }
  }
}
