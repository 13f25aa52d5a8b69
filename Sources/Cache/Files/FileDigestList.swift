internal import Model

/// Digests of files as bytes: of each the length of its path, the path, its identity and its digest.
struct FileDigestList {
  struct Entry {
    var path: BytePath
    var identity: [UInt8]
    var digest: [UInt8]
  }
  private static let identitySize = 40
  private static let digestSize = 32
  private static let pieceSize = 1 << 20

  private(set) var count = 0
  /// The bytes, in pieces of about a MiB.
  private(set) var blocks: [[UInt8]] = []

  mutating func add(_ entry: Entry) {
    if blocks.last.map({ $0.count >= Self.pieceSize }) ?? true { blocks.append([]) }
    count += 1
    let size = UInt32(clamping: entry.path.bytes.count)
    withUnsafeBytes(of: size.littleEndian) { blocks[blocks.count - 1] += $0 }
    blocks[blocks.count - 1] += entry.path.bytes
    blocks[blocks.count - 1] += entry.identity
    blocks[blocks.count - 1] += entry.digest
  }

  static func entries(_ block: UnsafeRawBufferPointer) throws(EntryDamage) -> [Entry] {
    var rest = block[...]
    var entries: [Entry] = []
    while !rest.isEmpty {
      let size = Int(UInt32(littleEndian: number(try take(4, of: &rest))))
      entries.append(
        Entry(
          path: BytePath(bytes: Array(try take(size, of: &rest))),
          identity: Array(try take(identitySize, of: &rest)),
          digest: Array(try take(digestSize, of: &rest))))
    }
    return entries
  }

  private static func number(_ bytes: Slice<UnsafeRawBufferPointer>) -> UInt32 {
    UnsafeRawBufferPointer(rebasing: bytes).loadUnaligned(as: UInt32.self)
  }

  private static func take(
    _ count: Int, of rest: inout Slice<UnsafeRawBufferPointer>
  ) throws(EntryDamage) -> Slice<UnsafeRawBufferPointer> {
    guard rest.count >= count else { throw EntryDamage("a list of digests that breaks off") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
