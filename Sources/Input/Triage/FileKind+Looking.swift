package import Model

extension FileKind {
  /// Looks into a file: its first 8 KiB tell what it is. Blocks.
  /// - Parameters:
  ///   - refusal: why it cannot be read, if that is known.
  ///   - readsToEnd: whether gzip'ed files are read to their end, for damage that shows there only.
  /// - Throws: what is not the file's fault.
  package static func look(
    at file: InputFile, refusal: MRError? = nil, readsToEnd: Bool = false
  ) throws(MRError) -> FileKind {
    if let refusal {
      return FileKind(
        .unreadable, reason: InputFault(.unreadable, refusal).reason(of: file.path))
    }
    if file.size == 0 { return FileKind(.empty) }
    do throws(InputFault) {
      return try look(at: SourceFile(file, looksAtContent: true), readsToEnd: readsToEnd)
    } catch {
      guard let kind = error.kind else {
        guard error.error.code == .inputChanged else { throw error.error }
        return FileKind(.unreadable, reason: error.reason(of: file.path))
      }
      return FileKind(
        kind == .damaged ? .damaged : .unreadable, isCompressed: kind == .damaged,
        reason: error.reason(of: file.path))
    }
  }

  private static func look(
    at source: SourceFile, readsToEnd: Bool
  ) throws(InputFault) -> FileKind {
    let size = readsToEnd ? 256 << 10 : ContentKind.headSize
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    let start = UnsafeMutableRawBufferPointer(rebasing: buffer[..<ContentKind.headSize])
    let count = try source.read(into: start)
    // A file that ends here without being at its end is damaged.
    if count < start.count, !source.isAtEnd { _ = try source.read(into: start) }
    let kind =
      if let kind = source.kind {
        FileKind(kind, isCompressed: source.isCompressed)
      } else if count == 0 {
        FileKind(.empty, isCompressed: source.isCompressed)
      } else {
        FileKind(
          .text,
          isUTF8(UnsafeRawBufferPointer(rebasing: start[..<count]), isWhole: source.isAtEnd)
            ? utf8 : singleBytes, isCompressed: source.isCompressed)
      }
    if readsToEnd, source.isCompressed {
      while !source.isAtEnd { _ = try source.read(into: buffer) }
    }
    return kind
  }

  /// - Parameter isWhole: whether the bytes are all there are; otherwise the last character may be cut.
  private static func isUTF8(_ bytes: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
    for cut in 0...(isWhole ? 0 : min(3, bytes.count)) {
      if String(validating: bytes.dropLast(cut), as: UTF8.self) != nil { return true }
    }
    return false
  }
}
