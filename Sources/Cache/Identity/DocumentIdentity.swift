package import Model

/// A document as far as its records depend on it: its bytes, how it is read, and what the format is
/// told of its place.
package struct DocumentIdentity: Sendable {
  private let fields: [[UInt8]]

  /// Reads all of the content.
  /// - Parameters:
  ///   - content: The whole file, uncompressed.
  ///   - secret: The cache's.
  package init(
    _ file: InputFile, content: UnsafeRawBufferPointer, format: FormatIdentity,
    _ secret: CacheSecret
  ) {
    fields =
      format.fields + [
        secret.digest(content), bigEndian(UInt64(content.count)), file.path.bytes,
        file.relativePath.bytes,
      ] + file.attributes.flatMap { [Array($0.name.utf8), $0.value] }
  }

  /// The key of a share of the document's records.
  package func key(share: Int, of count: Int) -> EntryKey {
    EntryKey([bigEndian(UInt64(share)), bigEndian(UInt64(count))] + fields)
  }
}
