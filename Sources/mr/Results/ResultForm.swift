import Foundation
import Model

/// How records of a result are written.
enum ResultForm {
  case text
  case csv
  case json

  var head: [UInt8] { self == .csv ? Array("key,value\n".utf8) : [] }

  /// - Throws: as `JSON.line`.
  func line(_ record: ResultRecord) throws(MRError) -> [UInt8] {
    switch self {
    case .text:
      return record.key + (record.value.map { [UInt8(ascii: "\t")] + $0 } ?? [])
        + [UInt8(ascii: "\n")]
    case .csv:
      return Self.quoted(record.key) + [UInt8(ascii: ",")] + Self.quoted(record.value ?? [])
        + [UInt8(ascii: "\n")]
    case .json: return try JSON.line(View(record))
    }
  }

  /// As RFC 4180 says.
  private static func quoted(_ bytes: [UInt8]) -> [UInt8] {
    let special: Set<UInt8> = [
      UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"),
    ]
    guard bytes.contains(where: special.contains) else { return bytes }
    let quote = UInt8(ascii: "\"")
    return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }

  /// Field names are part of the interface. Integers that are written as JSON writes them are numbers; what
  /// is no UTF-8 is in Base64.
  private struct View: Encodable {
    var key: Scalar?
    var keyBase64: String?
    var value: Scalar?
    var valueBase64: String?

    init(_ record: ResultRecord) {
      (key, keyBase64) = Self.shown(record.key)
      if let bytes = record.value { (value, valueBase64) = Self.shown(bytes) }
    }

    private static func shown(_ bytes: [UInt8]) -> (Scalar?, String?) {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return (nil, Data(bytes).base64EncodedString())
      }
      if let number = Int64(text), "\(number)" == text { return (.number(number), nil) }
      return (.text(text), nil)
    }
  }

  private enum Scalar: Encodable {
    case number(Int64)
    case text(String)

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      }
    }
  }
}
