internal import Glibc

/// The bytes of an entry's file. A small file is read once; of a large one what is asked for, each time.
final class EntryFile {
  let size: Int
  private let descriptor: Int32
  private var memory = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private let isWhole: Bool
  private static let small = 1 << 20

  /// - Parameters:
  ///   - descriptor: is closed with this object.
  ///   - readsAll: whether most of it will be asked for.
  init(_ descriptor: Int32, readsAll: Bool) throws(EntryDamage) {
    self.descriptor = descriptor
    var status = stat()
    let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? Int(status.st_size) : 0
    isWhole = readsAll && size <= Self.small
    if isWhole { try read(0, size) }
  }

  deinit {
    close(descriptor)
    memory.deallocate()
  }

  /// - Returns: the bytes, which live until the next call.
  func bytes(_ offset: Int, _ count: Int) throws(EntryDamage) -> UnsafeRawBufferPointer {
    guard offset >= 0, count >= 0, count <= size, offset <= size - count else {
      throw EntryDamage("a file that breaks off")
    }
    if isWhole { return UnsafeRawBufferPointer(rebasing: memory[offset..<offset + count]) }
    try read(offset, count)
    return UnsafeRawBufferPointer(rebasing: memory[..<count])
  }

  /// Says that the entry was used now.
  func touch() { futimens(descriptor, nil) }

  private func read(_ offset: Int, _ count: Int) throws(EntryDamage) {
    if memory.count < count {
      memory.deallocate()
      memory = .allocate(byteCount: count, alignment: 16)
    }
    var filled = 0
    while filled < count {
      let read = pread(
        descriptor, memory.baseAddress.map { $0 + filled }, count - filled, off_t(offset + filled))
      if read < 0, errno == EINTR { continue }
      guard read > 0 else { throw EntryDamage("a file that cannot be read") }
      filled += read
    }
  }
}
