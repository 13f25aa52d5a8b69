internal import CXXHash

/// The blocks of an entry's file, one after the other, each held against its checksum.
struct EntryBlocks {
  private let file: EntryFile
  private let key: EntryKey
  private var offset = EntryLayout.headerSize
  private var index = 0
  /// Whether the last block was read.
  private var isAtEnd = false

  /// - Throws: if the file is no entry, or another one's.
  init(_ file: EntryFile, _ key: EntryKey) throws(EntryDamage) {
    self.file = file
    self.key = key
    let header = try file.bytes(0, EntryLayout.headerSize)
    let checked = UnsafeRawBufferPointer(rebasing: header[..<40])
    guard header.loadUnaligned(as: UInt64.self) == EntryLayout.magic,
      header[8..<40].elementsEqual(key.bytes),
      header.loadUnaligned(fromByteOffset: 40, as: UInt64.self)
        == EntryLayout.headerChecksum(checked, key)
    else { throw EntryDamage("a header of another entry") }
  }

  /// Reads all of a file.
  /// - Returns: what the entry says of itself.
  static func check(_ file: EntryFile, _ key: EntryKey) throws(EntryDamage) -> EntryDescription {
    var blocks = try EntryBlocks(file, key)
    while true {
      let start = blocks.offset
      guard let (header, stored) = try blocks.next() else {
        throw EntryDamage("an entry without an end")
      }
      guard header.kind == .end else { continue }
      let description = try EntryDescription(decoding: stored)
      let trailer = try file.bytes(blocks.offset, EntryLayout.trailerSize)
      guard trailer.loadUnaligned(as: UInt64.self) == UInt64(start),
        blocks.offset + trailer.count == file.size
      else { throw EntryDamage("a trailer of another entry") }
      return description
    }
  }

  /// What an entry says of itself, without a look at the rest of it.
  static func description(_ file: EntryFile) throws(EntryDamage) -> EntryDescription {
    let key = EntryKey(bytes: Array(try file.bytes(8, EntryKey.size)))
    var blocks = try EntryBlocks(file, key)
    let trailer = try file.bytes(
      file.size - EntryLayout.trailerSize, EntryLayout.trailerSize)
    blocks.offset = Int(clamping: trailer.loadUnaligned(as: UInt64.self))
    guard let (header, stored) = try blocks.next(), header.kind == .end else {
      throw EntryDamage("an entry without an end")
    }
    return try EntryDescription(decoding: stored)
  }

  /// - Returns: the block's header, and its bytes as they are stored, which live until the next call;
  ///   nil after the last.
  mutating func next() throws(EntryDamage) -> (EntryLayout.BlockHeader, UnsafeRawBufferPointer)? {
    if isAtEnd { return nil }
    let bytes = try file.bytes(offset, EntryLayout.BlockHeader.size)
    let fields = (0..<4).map { Int(bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
    let checksum = bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)
    guard let kind = EntryLayout.BlockHeader.Kind(rawValue: UInt32(fields[0])), fields[3] == 0,
      (1...EntryLayout.mostBlock).contains(fields[2]), fields[1] <= 2 * EntryLayout.mostBlock
    else { throw EntryDamage("a block's header") }
    let header = EntryLayout.BlockHeader(kind: kind, stored: fields[1], full: fields[2])
    let stored = try file.bytes(offset + EntryLayout.BlockHeader.size, header.stored)
    guard EntryLayout.checksum(stored, header, index, key) == checksum else {
      throw EntryDamage("a block's checksum")
    }
    offset += EntryLayout.BlockHeader.size + header.stored
    index += 1
    isAtEnd = kind == .end
    return (header, stored)
  }
}
