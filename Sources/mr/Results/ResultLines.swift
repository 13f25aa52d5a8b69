import Glibc
import Model

/// Reads the lines of files one after the other. Blocks.
struct ResultLines: ~Copyable {
  private var paths: ArraySlice<String>
  private var path = ""
  private var file: UnsafeMutablePointer<FILE>?
  private var line: UnsafeMutablePointer<CChar>?
  private var room = 0

  init(_ paths: [String]) { self.paths = paths[...] }

  deinit {
    if let file { fclose(file) }
    free(line)
  }

  /// The next line without its end, which is valid until the next call; nil at the end of the last file.
  /// - Throws: `output` if a file cannot be read.
  mutating func next() throws(MRError) -> UnsafeRawBufferPointer? {
    while true {
      if file == nil {
        guard let path = paths.popFirst() else { return nil }
        self.path = path
        file = fopen(path, "re")
        if file == nil { throw failure(errno) }
      }
      errno = 0
      var count = getline(&line, &room, file)
      if count > 0, let line {
        if line[count - 1] == CChar(bitPattern: UInt8(ascii: "\n")) { count -= 1 }
        return UnsafeRawBufferPointer(start: line, count: count)
      }
      guard ferror(file) == 0, errno == 0 else { throw failure(errno) }
      fclose(file)
      file = nil
    }
  }

  private func failure(_ reason: CInt) -> MRError {
    MRError(
      .output, "cannot read \(printable(path.utf8))", cause: String(cString: strerror(reason)))
  }
}
