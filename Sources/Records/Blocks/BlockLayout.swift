/// The shape of every block in the store: a header, then payload.
///
///     offset  size  little-endian
///          0     4  magic and version
///          4     4  payload size in bytes
///          8     8  identity: XXH3 of the block's key
///         16     8  XXH3 of the payload
///         24     8  zero
///         32     …  payload
///
/// A block has one of two sizes, whatever it holds: memcached keeps items of about equal size in a
/// slab class of their own and does not give its memory to other classes, so mixed sizes strand
/// memory. 508 KiB with a key of up to 250 bytes, the item's own header and the 28 bytes of a seal fill
/// the 512 KiB chunk of the largest class, of which two fill a slab page of 1 MiB. What is small, as all of a small
/// job is, takes a sixtieth of that, and one write to the server's socket.
package enum BlockLayout {
  package static let blockSize = 520_192
  package static let headerSize = 32
  package static let payloadCapacity = blockSize - headerSize
  package static let smallBlockSize = 8_000

  /// Size of the block that holds so many bytes of payload.
  package static func storedSize(payloadSize: Int) -> Int {
    headerSize + payloadSize <= smallBlockSize ? smallBlockSize : blockSize
  }

  static func isBlockSize(_ size: Int) -> Bool { size == blockSize || size == smallBlockSize }

  /// "mrB" and the version of the layout.
  static let magic: UInt32 = 0x0142_726d
}
