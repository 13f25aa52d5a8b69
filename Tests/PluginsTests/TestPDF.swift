/// A document as small as PDF allows, made of text at given places.
struct TestPDF {
  struct Text {
    /// In points from the page's lower left corner.
    var x: Int
    var y: Int
    /// Letters, digits and spaces, without brackets or backslashes.
    var string: String
  }

  var pages: [[Text]] = []
  /// Shows the letters a to z as Hebrew ones, from U+05D0.
  var isHebrew = false
  /// Shows every text as 日本語, in a font that is not in the document: its characters are named by
  /// tables of poppler-data.
  var isJapanese = false

  /// A page for each list of lines, one line below the other.
  init(lines pages: [[String]]) {
    self.pages = pages.map { lines in
      lines.enumerated().map { Text(x: 72, y: 720 - 14 * $0.offset, string: $0.element) }
    }
  }

  init(_ pages: [[Text]]) { self.pages = pages }

  /// A content stream, compressed by zlib, in the place of what the page of that index shows.
  var compressed: (page: Int, stream: [UInt8])?

  var bytes: [UInt8] {
    var objects = self.objects.map { Array($0.utf8) }
    if let (page, stream) = compressed {
      let dictionary = "<< /Length \(stream.count) /Filter /FlateDecode >> stream\n"
      objects[5 + 2 * page] = Array(dictionary.utf8) + stream + Array("\nendstream".utf8)
    }
    return Self.file(of: objects)
  }

  private var objects: [String] {
    var objects = [
      "<< /Type /Catalog /Pages 2 0 R >>",
      "<< /Type /Pages /Count \(pages.count) /Kids [\(kids)] >>",
      isJapanese ? Self.japaneseFont : Self.latinFont,
      stream(isHebrew ? hebrew : latin),
    ]
    for (index, page) in pages.enumerated() {
      objects.append(
        """
        << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents \(6 + 2 * index) 0 R \
        /Resources << /Font << /F 3 0 R >> >> >>
        """)
      objects.append(
        stream(
          page.map { "BT /F 12 Tf \($0.x) \($0.y) Td \(shown($0.string)) Tj ET" }
            .joined(separator: "\n")))
    }
    return objects
  }

  private func shown(_ string: String) -> String { isJapanese ? "<93fa967b8cea>" : "(\(string))" }

  private static let latinFont =
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>"
  private static let japaneseFont = """
    << /Type /Font /Subtype /Type0 /BaseFont /MS-Mincho /Encoding /90ms-RKSJ-H /DescendantFonts [ \
    << /Type /Font /Subtype /CIDFontType2 /BaseFont /MS-Mincho \
    /CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> \
    /FontDescriptor << /Type /FontDescriptor /FontName /MS-Mincho /Flags 4 \
    /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >> \
    >> ] >>
    """

  private var kids: String {
    pages.indices.map { "\(5 + 2 * $0) 0 R" }.joined(separator: " ")
  }

  private let latin = mapping(from: "20", to: "7e", first: "0020")
  private let hebrew = mapping(from: "61", to: "7a", first: "05d0")

  private static func mapping(from: String, to: String, first: String) -> String {
    """
    begincmap 1 begincodespacerange <00> <ff> endcodespacerange
    1 beginbfrange <\(from)> <\(to)> <\(first)> endbfrange endcmap
    """
  }

  private func stream(_ content: String) -> String {
    "<< /Length \(content.utf8.count) >> stream\n\(content)\nendstream"
  }

  /// A file of these objects, numbered from 1, the first of which is the catalog.
  /// - Parameter trailer: entries of the trailer besides the usual ones.
  static func file(of objects: [String], trailer: String = "") -> [UInt8] {
    file(of: objects.map { Array($0.utf8) }, trailer: trailer)
  }

  static func file(of objects: [[UInt8]], trailer: String = "") -> [UInt8] {
    var file = Array("%PDF-1.4\n".utf8)
    var table = "0000000000 65535 f \n"
    for (index, object) in objects.enumerated() {
      let offset = String(file.count)
      table += String(repeating: "0", count: 10 - offset.count) + offset + " 00000 n \n"
      file += Array("\(index + 1) 0 obj\n".utf8) + object + Array("\nendobj\n".utf8)
    }
    let count = objects.count + 1
    let end = """
      xref
      0 \(count)
      \(table)trailer << /Size \(count) /Root 1 0 R \(trailer) >>
      startxref
      \(file.count)
      %%EOF

      """
    return file + Array(end.utf8)
  }
}
