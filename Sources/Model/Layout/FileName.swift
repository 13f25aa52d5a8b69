/// The name of a directory entry, as characters for matching. A byte that is no UTF-8 is a
/// character of its own, so that every name can be matched and given back unchanged.
package struct FileName: Sendable, Hashable {
  /// Unicode scalars; bytes that are none as `strayByte` plus their value.
  let characters: [UInt32]
  /// Whether wildcards pass it over: it begins with a dot, as for shells, or with an underscore, as for
  /// Hadoop, which calls what is no data so: `_SUCCESS`, `_logs`.
  package let isHidden: Bool

  /// The character of byte 0, above all Unicode scalars.
  private static let strayByte: UInt32 = 0x8000_0000

  /// - Parameter hides: whether names that begin with a dot or an underscore are hidden.
  package init(_ bytes: some Sequence<UInt8>, hides: Bool = true) {
    var characters: [UInt32] = []
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      var parser = Unicode.UTF8.ForwardParser()
      var iterator = rest.makeIterator()
      if case .valid(let encoded) = parser.parseScalar(from: &iterator) {
        characters.append(Unicode.UTF8.decode(encoded).value)
        rest = rest.dropFirst(encoded.count)
      } else {
        characters.append(Self.strayByte + UInt32(rest.removeFirst()))
      }
    }
    self.characters = characters
    isHidden = hides && (characters.first == Self.dot || characters.first == Self.underscore)
  }

  private static let dot: UInt32 = 0x2e
  private static let underscore: UInt32 = 0x5f

  /// The bytes of some of the characters.
  func bytes(_ range: Range<Int>) -> [UInt8] {
    var bytes: [UInt8] = []
    for character in characters[range] {
      if let scalar = Unicode.Scalar(character) {
        bytes.append(contentsOf: UTF8.encode(scalar)!)
      } else {
        bytes.append(UInt8(character - Self.strayByte))
      }
    }
    return bytes
  }
}
