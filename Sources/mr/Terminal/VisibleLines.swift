import Model

/// Text that comes in pieces, made visible line by line: a character may lie in two pieces.
struct VisibleLines {
  private var rest: [UInt8] = []
  /// A line that is longer comes in several.
  private static let longest = 1 << 20

  /// - Returns: what is complete, as UTF-8.
  mutating func add(_ piece: [UInt8]) -> [UInt8] {
    rest += piece
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else {
      return rest.count > Self.longest ? finish() : []
    }
    let lines = rest[...end]
    rest = Array(rest[(end + 1)...])
    return Self.visible(lines)
  }

  /// What is left.
  mutating func finish() -> [UInt8] {
    defer { rest = [] }
    return Self.visible(rest[...])
  }

  private static func visible(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(Model.visible(String(decoding: bytes, as: UTF8.self), keepingLines: true).utf8)
  }
}
