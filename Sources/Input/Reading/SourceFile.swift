import Glibc
import Model

/// The uncompressed bytes of one input file, in order. gzip is recognised by its first two bytes,
/// whatever the name. Calls block.
///
/// The file must be what it was when the input was listed, from the first byte to the last:
/// otherwise `inputChanged` is thrown, never other bytes given out. What comes before a fault is given out
/// first.
final class SourceFile {
  let isCompressed: Bool
  /// What the uncompressed bytes are if they are no text; nil too if nobody looked.
  private(set) var kind: ContentKind?
  /// Bytes read of the file as it lies on disk.
  private(set) var position = 0
  /// Whether every byte was read, and the file found unchanged.
  private(set) var isAtEnd = false

  private let file: InputFile
  private let descriptor: Int32
  private var inflater: Inflater?
  /// Bytes of a compressed file that were read ahead: whether there is one tells whether the file
  /// ended.
  private var ahead: ArraySlice<UInt8> = []
  /// What comes after the bytes that were given out.
  private var pending: InputFault?

  /// - Parameter looksAtContent: whether `kind` is wanted.
  init(_ file: InputFile, looksAtContent: Bool = false) throws(InputFault) {
    // A pipe that took the file's place must not block here, hence O_NONBLOCK.
    let descriptor = withPath(file.path) { open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .system(file.path, "cannot be opened", errno) }
    self.descriptor = descriptor
    self.file = file
    let head = Self.head(of: descriptor, looksAtContent ? ContentKind.headSize : 2)
    isCompressed = head.starts(with: [0x1f, 0x8b])
    try checkUnchanged("has changed since the input was listed")
    if file.size == 0 {
      try end()
      return
    }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    if isCompressed {
      inflater = try Inflater()
      try readAhead(looksAtContent ? ContentKind.headSize : 1)
    }
    if looksAtContent { kind = (isCompressed ? ahead : head[...]).withUnsafeBytes(ContentKind.of) }
  }

  deinit { close(descriptor) }

  /// Fills the buffer, or as much of it as the file has left.
  /// - Returns: the number of bytes; less than the buffer's only at the end, or before a fault, which the
  ///   next call throws.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputFault) -> Int {
    guard !isAtEnd, !buffer.isEmpty else { return 0 }
    if ahead.isEmpty, let pending { throw pending }
    guard isCompressed else { return try readPlain(into: buffer) }
    let known = min(ahead.count, buffer.count)
    buffer.copyBytes(from: ahead.prefix(known))
    ahead.removeFirst(known)
    guard ahead.isEmpty, pending == nil else { return known }
    let count = known + inflate(into: UnsafeMutableRawBufferPointer(rebasing: buffer[known...]))
    if pending == nil { try readAhead(1) }
    if count == 0, let pending { throw pending }
    return count
  }

  /// Moves on to an offset in the uncompressed file. Compressed files are read up to it.
  /// - Parameter scratch: for bytes that nobody wants.
  func skip(to offset: Int, scratch: UnsafeMutableRawBufferPointer) throws(InputFault) {
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
  func checkUnchanged(_ how: String = "changed while it was being read") throws(InputFault) {
    guard let status = FileStatus(of: descriptor) else {
      throw .system(file.path, "cannot be examined", errno)
    }
    guard status.kind == .regular, status.size == file.size, status.modified == file.modified else {
      throw .changed(file.path, how)
    }
  }

  /// - Throws: `input` if the file was looked at and is no text.
  func checkText() throws(InputFault) {
    guard let kind else { return }
    let uncompressed = isCompressed ? ", uncompressed," : ""
    throw InputFault(
      kind.isEncrypted ? .encrypted : .mismatch,
      MRError(
        .input,
        "`\(file.path)`\(uncompressed) is \(kind.name), which cannot be read as lines of text",
        remedy: (kind.remedy.map { $0 + ". " } ?? "")
          + "With --format 'text!' its bytes are taken for lines, whatever they are."))
  }

  private func readPlain(into buffer: UnsafeMutableRawBufferPointer) throws(InputFault) -> Int {
    let wanted = min(buffer.count, file.size - position)
    var count = 0
    while count < wanted {
      let read: Int
      do throws(InputFault) {
        read = try readFile(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count..<wanted]))
      } catch {
        if count == 0 { throw error }
        pending = error
        return count
      }
      if read == 0 {
        try checkUnchanged("became shorter while it was being read")
        throw .wrongSize(file, "less")
      }
      count += read
    }
    if position == file.size { try end() }
    return count
  }

  /// One read of the file as it lies on disk. 0 at its end.
  private func readFile(into buffer: UnsafeMutableRawBufferPointer) throws(InputFault) -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 {
        position += count
        return count
      }
      if errno != EINTR { throw .system(file.path, "cannot be read at byte \(position)", errno) }
    }
  }

  /// Less than the buffer's bytes only at the end, or before what is `pending` then.
  private func inflate(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let inflater else { return 0 }
    let count = inflater.inflate(into: buffer) { (input) throws(InputFault) in
      try readFile(into: input)
    }
    switch inflater.failure {
    case nil: break
    case .reading(let fault): pending = fault
    case .data(let cause, let unread): pending = damage(cause, at: position - unread)
    }
    return count
  }

  private func damage(_ cause: String, at byte: Int) -> InputFault {
    do throws(InputFault) {
      // Half a new version of a file looks damaged: say what really happened.
      try checkUnchanged()
      return InputFault(
        .damaged,
        MRError(
          .input, "`\(file.path)` cannot be uncompressed at byte \(byte)", cause: cause,
          remedy: "Check it with gzip --test, and replace it."))
    } catch {
      return error
    }
  }

  /// Reads bytes ahead, or finds that the file ended.
  private func readAhead(_ count: Int) throws(InputFault) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { buffer.deallocate() }
    ahead = Array(buffer[..<inflate(into: buffer)])[...]
    if ahead.isEmpty, pending == nil { try end() }
  }

  /// The beginning of the file as it lies on disk.
  private static func head(of descriptor: Int32, _ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      // What cannot be read is said when it is read.
      filled = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
  }

  private func end() throws(InputFault) {
    var byte: UInt8 = 0
    // Some files have more than the system says, such as those of /proc.
    let hasMore = !isCompressed && pread(descriptor, &byte, 1, off_t(file.size)) > 0
    try checkUnchanged()
    if hasMore || (file.size == 0 && isCompressed) { throw .wrongSize(file, "more") }
    isAtEnd = true
  }
}
