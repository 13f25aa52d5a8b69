import Glibc
import Model

/// The uncompressed bytes of one input file, in order. gzip is recognised by its first two bytes,
/// whatever the name. Calls block.
///
/// The file must be what it was when the input was listed, from the first byte to the last:
/// otherwise `inputChanged` is thrown, never other bytes given out.
final class SourceFile {
  let isCompressed: Bool
  /// Bytes read of the file as it lies on disk.
  private(set) var position = 0
  /// Whether every byte was read, and the file found unchanged.
  private(set) var isAtEnd = false

  private let file: InputFile
  private let descriptor: Int32
  private var inflater: Inflater?
  /// Of compressed files, a byte read ahead: whether there is one tells whether the file ended.
  private var ahead: UInt8?

  init(_ file: InputFile) throws(MRError) {
    // A pipe that took the file's place must not block here, hence O_NONBLOCK.
    let descriptor = withPath(file.path) { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .system(file.path, "cannot be opened", errno) }
    self.descriptor = descriptor
    self.file = file
    var magic: (UInt8, UInt8) = (0, 0)
    isCompressed = pread(descriptor, &magic, 2, 0) == 2 && magic == (0x1f, 0x8b)
    try checkUnchanged("has changed since the input was listed")
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    if isCompressed {
      inflater = try Inflater()
      try peek()
    } else {
      isAtEnd = file.size == 0
    }
  }

  deinit { close(descriptor) }

  /// Fills the buffer, or as much of it as the file has left.
  /// - Returns: the number of bytes; less than the buffer's only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(MRError) -> Int {
    guard !isAtEnd, !buffer.isEmpty else { return 0 }
    guard let ahead else { return try readPlain(into: buffer) }
    buffer[0] = ahead
    let count = 1 + (try inflate(into: UnsafeMutableRawBufferPointer(rebasing: buffer[1...])))
    try peek()
    return count
  }

  /// Moves on to an offset in the uncompressed file. Compressed files are read up to it.
  /// - Parameter scratch: for bytes that nobody wants.
  func skip(to offset: Int, scratch: UnsafeMutableRawBufferPointer) throws(MRError) {
    if !isCompressed {
      guard lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
        throw .system(file.path, "cannot be read at byte \(offset)", errno)
      }
      position = offset
      return
    }
    var left = offset
    while left > 0, !isAtEnd {
      left -= try read(
        into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<min(left, scratch.count)]))
    }
  }

  /// - Throws: `inputChanged` if the file is another than the one that was listed.
  func checkUnchanged(_ how: String = "changed while it was being read") throws(MRError) {
    guard let status = FileStatus(of: descriptor) else {
      throw .system(file.path, "cannot be examined", errno)
    }
    guard status.kind == .regular, status.size == file.size, status.modified == file.modified else {
      throw .changed(file.path, how)
    }
  }

  private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(MRError) -> Int {
    let wanted = min(buffer.count, file.size - position)
    var count = 0
    while count < wanted {
      let read = try readFile(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count..<wanted]))
      if read == 0 { throw .changed(file.path, "became shorter while it was being read") }
      count += read
    }
    if position == file.size { try end() }
    return count
  }

  /// One read of the file as it lies on disk. 0 at its end.
  private func readFile(into buffer: UnsafeMutableRawBufferPointer) throws(MRError) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        position += count
        return count
      }
      if errno != EINTR { throw .system(file.path, "cannot be read at byte \(position)", errno) }
    }
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(MRError) -> Int {
    guard let inflater else { return 0 }
    do throws(Inflater.Failure) {
      return try inflater.inflate(into: buffer) { input throws(MRError) in
        try readFile(into: input)
      }
    } catch {
      switch error {
      case .reading(let error): throw error
      case .data(let cause, let unread):
        // Half a new version of a file looks damaged: say what really happened.
        try checkUnchanged()
        throw MRError(
          .input, "`\(file.path)` cannot be uncompressed at byte \(position - unread)",
          cause: cause, remedy: "Check it with gzip --test, and replace it.")
      }
    }
  }

  /// Reads the byte ahead, or finds that the file ended.
  private func peek() throws(MRError) {
    var byte: UInt8 = 0
    let count = try withUnsafeMutableBytes(of: &byte) { buffer throws(MRError) in
      try inflate(into: buffer)
    }
    ahead = count == 1 ? byte : nil
    if count == 0 { try end() }
  }

  private func end() throws(MRError) {
    try checkUnchanged()
    isAtEnd = true
  }
}
