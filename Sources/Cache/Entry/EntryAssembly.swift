internal import CMapReduce

/// The bytes of an entry's file in the making.
struct EntryAssembly {
  /// What is to be written next.
  var output: [UInt8] = []
  /// How much was taken out of `output` before.
  var written = 0
  private let key: EntryKey
  private let compressor: Compressor
  private var items = ItemEncoder()
  private var blocks = 0
  private var records = 0
  private var size = 0

  init(_ key: EntryKey, _ compressor: Compressor) {
    self.key = key
    self.compressor = compressor
    append(EntryKey.version)
    append(key.bytes)
    let checksum = output.withUnsafeBytes { EntryLayout.headerChecksum($0, key) }
    append(checksum)
  }

  /// - Returns: false if the entry cannot be made.
  mutating func add(_ record: mr_record, number: Int) -> Bool {
    records += 1
    return add(record.key.size + record.value.size) { $0.add(record, number: number) }
  }

  /// Adds an item that is no record.
  /// - Parameter size: of its texts, in bytes.
  /// - Returns: false if the entry cannot be made.
  mutating func add(_ size: Int, _ body: (inout ItemEncoder) -> Void) -> Bool {
    guard size <= EntryLayout.mostItem else { return false }
    body(&items)
    return endBlock(ifFull: true)
  }

  /// Adds a block that is no items.
  /// - Returns: false if the entry cannot be made.
  mutating func add(block: UnsafeRawBufferPointer) -> Bool {
    guard (1...EntryLayout.mostBlock).contains(block.count) else { return false }
    var stored: [UInt8] = []
    guard compressor.compress(block, appendingTo: &stored) != nil else { return false }
    append(.init(kind: .items, stored: stored.count, full: block.count), stored)
    size += block.count
    return true
  }

  /// Adds what ends the file.
  mutating func finish(_ description: EntryDescription) -> Bool {
    guard endBlock(ifFull: false) else { return false }
    var description = description
    if description.kind == .records { description.records = records }
    description.size = size
    let encoded = description.encoded
    guard encoded.count <= EntryLayout.mostBlock else { return false }
    let start = written + output.count
    append(.init(kind: .end, stored: encoded.count, full: encoded.count), encoded)
    append(UInt64(start))
    return true
  }

  private mutating func endBlock(ifFull: Bool) -> Bool {
    let full = items.bytes.count
    if full == 0 || (ifFull && full < EntryLayout.blockSize) { return true }
    defer { items.removeAll() }
    return items.bytes.withUnsafeBytes { add(block: $0) }
  }

  private mutating func append(_ header: EntryLayout.BlockHeader, _ stored: [UInt8]) {
    for number in [Int(header.kind.rawValue), header.stored, header.full, 0] {
      append(UInt32(number))
    }
    append(stored.withUnsafeBytes { EntryLayout.checksum($0, header, blocks, key) })
    append(stored)
    blocks += 1
  }

  private mutating func append(_ bytes: [UInt8]) { output += bytes }

  private mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number) { output += $0 }
  }
}
