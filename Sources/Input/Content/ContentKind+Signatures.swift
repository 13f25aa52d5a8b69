extension ContentKind {
  /// A binary file that is not among these is found by its NULs.
  /// - Parameter isBinary: whether the file has bytes that no text has.
  static func signed(_ head: UnsafeRawBufferPointer, isBinary: Bool) -> ContentKind? {
    guard let first = head.first else { return nil }
    return
      (byFirstByte[Int(first)].first { $0.isFound(in: head) }
      ?? elsewhere.first { $0.isFound(in: head) }
      ?? (isBinary ? printable.first { $0.isFound(in: head) } : nil))?.kind
  }

  /// The signatures of what people have on their disks, by the byte that they begin with.
  private static let byFirstByte: [[Signature]] = (0...255).map { byte in
    all.filter { $0.firstByte == byte }
  }
  private static let elsewhere = all.filter { $0.firstByte == nil }
  private static let all = compressed + archives + documents + media + programs + data

  private static func packed(_ name: String, _ command: String) -> ContentKind {
    ContentKind(
      "\("lx".contains(name.prefix(1)) ? "an" : "a") \(name) file",
      "Uncompress it first with `\(command)`")
  }

  private static func archive(_ name: String, _ command: String) -> ContentKind {
    ContentKind("a \(name) archive", "Unpack it first with `\(command)`")
  }

  private static let compressed = [
    // Only inside of gzip, which is uncompressed on the way.
    Signature(
      ContentKind("a gzip file once more", "Uncompress it once with `gzip -d`"), [0x1f, 0x8b]),
    Signature(packed("bzip2", "bzip2 -d"), (0, Array("BZh".utf8)), (4, Array("1AY&SY".utf8))),
    Signature(
      packed("bzip2", "bzip2 -d"), (0, Array("BZh".utf8)),
      (4, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90])),
    Signature(packed("xz", "xz -d"), "\u{fd}7zXZ\0"),
    Signature(packed("lzma", "xz -d"), [0x5d, 0, 0]),
    Signature(packed("zstd", "zstd -d"), [0x28, 0xb5, 0x2f, 0xfd]),
    Signature(packed("lz4", "lz4 -d"), [0x04, 0x22, 0x4d, 0x18]),
    Signature(packed("lz4", "lz4 -d"), [0x02, 0x21, 0x4c, 0x18]),
    // A frame of lz4 or zstd that readers skip.
    Signature(packed("zstd or lz4", "zstd -d"), (1, [0x2a, 0x4d, 0x18])),
    Signature(packed("lzip", "lzip -d"), "LZIP\u{1}"),
    Signature(packed("lzop", "lzop -d"), [0x89, 0x4c, 0x5a, 0x4f, 0]),
    Signature(packed("compress (.Z)", "uncompress"), [0x1f, 0x9d]),
    Signature(
      packed("snappy", "snzip -d"), [0xff, 0x06, 0, 0, 0x73, 0x4e, 0x61, 0x50, 0x70, 0x59]),
    Signature(packed("zlib", "zlib-flate -uncompress"), [0x78, 0x9c]),
    Signature(packed("zlib", "zlib-flate -uncompress"), [0x78, 0xda]),
  ]

  private static let zip = ContentKind(
    "a zip archive (as .jar, .docx, .xlsx, .odt and .epub are)",
    "Unpack it first with `unzip`, or have a document saved as text")

  private static let archives = [
    Signature(zip, "PK\u{3}\u{4}"), Signature(zip, "PK\u{5}\u{6}"), Signature(zip, "PK\u{7}\u{8}"),
    Signature(archive("tar", "tar -x"), (257, Array("ustar\0".utf8))),
    Signature(archive("tar", "tar -x"), (257, Array("ustar  \0".utf8))),
    Signature(archive("7z", "7z x"), [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]),
    Signature(archive("rar", "unrar x"), "Rar!\u{1a}\u{7}"),
    Signature(archive("Debian or ar", "ar x"), "!<arch>\n"),
    Signature(archive("cab", "cabextract"), "MSCF\0\0\0\0"),
    Signature(archive("rpm", "rpm2archive"), [0xed, 0xab, 0xee, 0xdb]),
  ]

  private static let documents = [
    Signature(pdf, "%PDF-"), Signature(pdf, "\u{ef}\u{bb}\u{bf}%PDF-"),
    Signature(
      ContentKind("an old Office document", "Have it saved as text"),
      [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  ]

  private static let image = ContentKind("an image")
  private static let sound = ContentKind("a sound or video file")

  private static let media = [
    Signature(image, "\u{89}PNG\r\n\u{1a}\n"), Signature(image, [0xff, 0xd8, 0xff]),
    Signature(image, "II*\0"),
    Signature(image, "MM\0*"), Signature(image, "8BPS\0"),
    Signature(image, (0, Array("RIFF".utf8)), (8, Array("WEBP".utf8))),
    Signature(image, (0, Array("BM".utf8)), (6, [0, 0, 0, 0])),
    Signature(image, (4, Array("ftypheic".utf8))), Signature(image, (4, Array("ftypavif".utf8))),
    Signature(image, [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20]),
    Signature(sound, (4, Array("ftyp".utf8))),
    Signature(sound, (0, Array("RIFF".utf8)), (8, Array("WAVE".utf8))),
    Signature(sound, (0, Array("RIFF".utf8)), (8, Array("AVI ".utf8))),
    Signature(sound, "OggS\0"), Signature(sound, "fLaC\0"), Signature(sound, "ID3\u{2}"),
    Signature(sound, "ID3\u{3}"), Signature(sound, "ID3\u{4}"), Signature(sound, "MThd\0"),
    Signature(sound, "FLV\u{1}"),
    Signature(sound, [0x1a, 0x45, 0xdf, 0xa3]), Signature(sound, [0, 0, 1, 0xba]),
  ]

  private static let program = ContentKind("a program or library")

  private static let programs = [
    Signature(program, "\u{7f}ELF"), Signature(program, [0xca, 0xfe, 0xba, 0xbe]),
    Signature(program, [0xcf, 0xfa, 0xed, 0xfe]), Signature(program, "\0asm"),
  ]

  private static let data = [
    Signature(
      ContentKind("an SQLite database", "Have its rows written first with `sqlite3 -csv`"),
      "SQLite format 3\0"),
    Signature(ContentKind("an Avro file", "Have its rows written as text first"), "Obj\u{1}"),
    Signature(ContentKind("an Arrow file", "Have its rows written as text first"), "ARROW1\0\0"),
    Signature(
      ContentKind("a Hadoop sequence file", "Have it written by `hadoop fs -text`"), "SEQ\u{6}"),
    Signature(ContentKind("an HDF5 file", "Have it written by `h5dump`"), "\u{89}HDF\r\n\u{1a}\n"),
    Signature(ContentKind("a NumPy array"), "\u{93}NUMPY"),
    Signature(ContentKind("an encrypted file", "Decrypt it first"), "age-encryption.org/v1\n"),
  ]

  /// Signatures that a text might begin with.
  private static let printable = [
    Signature(image, "GIF87a"), Signature(image, "GIF89a"),
    Signature(ContentKind("a DjVu document", "Convert it first with `djvutxt`"), "AT&TFORM"),
    Signature(ContentKind("a Parquet file", "Have its rows written as text first"), "PAR1"),
    Signature(ContentKind("an ORC file", "Have its rows written as text first"), "ORC"),
    Signature(ContentKind("an encrypted file", "Decrypt it first"), "Salted__"),
  ]
}
