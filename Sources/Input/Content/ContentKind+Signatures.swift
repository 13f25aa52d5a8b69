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
      .compressed, "\("lx".contains(name.prefix(1)) ? "an" : "a") \(name) file",
      "Uncompress it first with `\(command)`", label: name)
  }

  private static func archive(_ name: String, _ command: String) -> ContentKind {
    ContentKind(
      .archive, "a \(name) archive", "Unpack it first with `\(command)`", label: name)
  }

  private static let compressed = [
    // Only inside of gzip, which is uncompressed on the way.
    Signature(
      ContentKind(
        .compressed, "a gzip file once more", "Uncompress it once with `gzip -d`", label: "gzip"),
      [0x1f, 0x8b]),
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

  static let zip = ContentKind(
    .zip, "a zip archive (as .jar, .docx, .xlsx, .odt and .epub are)",
    "Unpack it first with `unzip`, or have a document saved as text")

  static let encryptedZip = ContentKind(
    .encrypted, "an encrypted zip archive", "Unpack it first with `unzip -P PASSWORD`",
    label: "zip")

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
      ContentKind(.document, "an old Office document", "Have it saved as text", label: "Office"),
      [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
  ]

  private static func image(_ label: String, _ parts: (offset: Int, bytes: [UInt8])...) -> Signature
  {
    Signature(ContentKind(.image, "an image", label: label), parts)
  }

  private static let sound = ContentKind(.media, "a sound or video file")

  private static let media = [
    image("png", (0, latin("\u{89}PNG\r\n\u{1a}\n"))), image("jpeg", (0, [0xff, 0xd8, 0xff])),
    image("tiff", (0, latin("II*\0"))), image("tiff", (0, latin("MM\0*"))),
    image("photoshop", (0, latin("8BPS\0"))),
    image("webp", (0, latin("RIFF")), (8, latin("WEBP"))),
    image("bmp", (0, latin("BM")), (6, [0, 0, 0, 0])),
    image("heic", (4, latin("ftypheic"))), image("avif", (4, latin("ftypavif"))),
    image("jpeg 2000", (0, [0, 0, 0, 0x0c, 0x6a, 0x50, 0x20, 0x20])),
    Signature(sound, (4, latin("ftyp"))),
    Signature(sound, (0, latin("RIFF")), (8, latin("WAVE"))),
    Signature(sound, (0, latin("RIFF")), (8, latin("AVI "))),
    Signature(sound, "OggS\0"), Signature(sound, "fLaC\0"), Signature(sound, "ID3\u{2}"),
    Signature(sound, "ID3\u{3}"), Signature(sound, "ID3\u{4}"), Signature(sound, "MThd\0"),
    Signature(sound, "FLV\u{1}"),
    Signature(sound, [0x1a, 0x45, 0xdf, 0xa3]), Signature(sound, [0, 0, 1, 0xba]),
  ]

  /// Characters up to U+00FF stand for their byte.
  private static func latin(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { UInt8($0.value) }
  }

  private static let program = ContentKind(.program, "a program or library")

  private static let programs = [
    Signature(program, "\u{7f}ELF"), Signature(program, [0xca, 0xfe, 0xba, 0xbe]),
    Signature(program, [0xcf, 0xfa, 0xed, 0xfe]), Signature(program, "\0asm"),
  ]

  private static let data = [
    Signature(
      ContentKind(
        .data, "an SQLite database", "Have its rows written first with `sqlite3 -csv`",
        label: "SQLite"),
      "SQLite format 3\0"),
    Signature(
      ContentKind(.data, "an Avro file", "Have its rows written as text first", label: "Avro"),
      "Obj\u{1}"),
    Signature(
      ContentKind(.data, "an Arrow file", "Have its rows written as text first", label: "Arrow"),
      "ARROW1\0\0"),
    Signature(
      ContentKind(
        .data, "a Hadoop sequence file", "Have it written by `hadoop fs -text`",
        label: "sequence file"), "SEQ\u{6}"),
    Signature(
      ContentKind(.data, "an HDF5 file", "Have it written by `h5dump`", label: "HDF5"),
      "\u{89}HDF\r\n\u{1a}\n"),
    Signature(ContentKind(.data, "a NumPy array", label: "NumPy"), "\u{93}NUMPY"),
    Signature(
      ContentKind(.encrypted, "an encrypted file", "Decrypt it first"), "age-encryption.org/v1\n"),
  ]

  /// Signatures that a text might begin with.
  private static let printable = [
    image("gif", (0, latin("GIF87a"))), image("gif", (0, latin("GIF89a"))),
    Signature(
      ContentKind(.document, "a DjVu document", "Convert it first with `djvutxt`", label: "DjVu"),
      "AT&TFORM"),
    Signature(
      ContentKind(.data, "a Parquet file", "Have its rows written as text first", label: "Parquet"),
      "PAR1"),
    Signature(
      ContentKind(.data, "an ORC file", "Have its rows written as text first", label: "ORC"), "ORC"),
    Signature(ContentKind(.encrypted, "an encrypted file", "Decrypt it first"), "Salted__"),
  ]
}
