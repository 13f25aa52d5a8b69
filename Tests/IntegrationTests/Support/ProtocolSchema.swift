import Foundation

/// The messages of the protocol, as its `.proto` files define them: what they cannot be made to say
/// by hand, tests make of their fields.
struct ProtocolSchema {
  struct Field {
    var number: Int
    var type: String
    /// Of a map.
    var value: String?
  }

  struct Call {
    var service: String
    var method: String
    var request: String
  }

  private(set) var messages: [String: [Field]] = [:]
  private(set) var calls: [Call] = []

  /// Reads the files of the checkout.
  init() throws {
    let directory = "\(Checkout.root)/Sources/Protocol/proto/mr/v1"
    for name in try FileManager.default.contentsOfDirectory(atPath: directory).sorted() {
      read(try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8))
    }
  }

  private mutating func read(_ text: String) {
    // What is open, from the outside; messages by their name.
    var open: [(kind: Substring, name: String)] = []
    for line in text.split(separator: "\n") {
      let line = line.prefix { $0 != "/" }
      if let match = line.firstMatch(of: /^\s*(message|enum|service|oneof) (\w+) \{/) {
        open.append((match.1, String(match.2)))
        if match.1 == "message" { messages[String(match.2)] = [] }
        if line.contains("}") { open.removeLast() }
      } else if line.contains("}") {
        _ = open.popLast()
      } else if let match = line.firstMatch(of: /rpc (\w+)\((?:stream )?(\w+)\)/),
        let service = open.last
      {
        calls.append(
          Call(service: service.name, method: String(match.1), request: String(match.2)))
      } else if open.last?.kind != "enum",
        let message = open.last(where: { $0.kind == "message" })?.name,
        let field = Self.field(line)
      {
        messages[message]?.append(field)
      }
    }
  }

  private static func field(_ line: Substring) -> Field? {
    if let match = line.firstMatch(of: /map<(\w+), (\w+)> \w+ = (\d+);/) {
      return Int(match.3).map {
        Field(number: $0, type: String(match.1), value: String(match.2))
      }
    }
    guard let match = line.firstMatch(of: /(\w+) \w+ = (\d+);/), match.1 != "reserved" else {
      return nil
    }
    return Int(match.2).map { Field(number: $0, type: String(match.1)) }
  }
}

/// Bytes that, behind those of a message, give one of its fields another value: the last of several
/// counts, a list gets longer.
extension ProtocolSchema {
  /// One for each field of the message, and of those within it, and each of its extremes.
  func extremes(of message: String, depth: Int = 4) -> [[UInt8]] {
    (messages[message] ?? []).flatMap { extremes(of: $0, depth: depth) }
  }

  private func extremes(of field: Field, depth: Int) -> [[UInt8]] {
    if let value = field.value {
      let keys = extremes(of: Field(number: 1, type: field.type), depth: 0)
      let values = extremes(of: Field(number: 2, type: value), depth: depth - 1)
      return (keys + values).map { Self.bytes(field.number, $0) }
    }
    if messages[field.type] != nil {
      guard depth > 0 else { return [] }
      let inner = extremes(of: field.type, depth: depth - 1).map { Self.bytes(field.number, $0) }
      // Longer than any list may be that a request has.
      let many = [UInt8](
        repeatElement(Self.bytes(field.number, []), count: 20_000).joined())
      return inner + [Self.bytes(field.number, []), many]
    }
    switch field.type {
    case "string", "bytes": return Self.texts.map { Self.bytes(field.number, $0) }
    default: return Self.numbers.map { Self.tag(field.number, 0) + Self.varint($0) }
    }
  }

  private static let texts: [[UInt8]] = [
    [], [0], [0xff, 0xfe], Array("x".utf8), Array("../../../x".utf8), Array("\u{1b}[2J\n".utf8),
    Array("j9223372036854775807".utf8), Array("c1-w9223372036854775807".utf8),
    Array("j99999999999999999999".utf8), [UInt8](repeating: 0x61, count: 1 << 20),
  ]

  private static let numbers: [UInt64] = [
    0, 1, 1 << 31 - 1, 1 << 31, 1 << 32 - 1, 1 << 32, 1 << 50, 1 << 50 + 1, 1 << 62, 1 << 63 - 1,
    1 << 63, .max,
  ]

  private static func tag(_ number: Int, _ kind: Int) -> [UInt8] {
    varint(UInt64(number << 3 | kind))
  }

  private static func bytes(_ number: Int, _ bytes: [UInt8]) -> [UInt8] {
    tag(number, 2) + varint(UInt64(bytes.count)) + bytes
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = value
    while rest > 0x7f {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
