extension ContentKind {
  /// Text in units of two or four bytes, by its byte order mark, or by the NULs that letters, digits
  /// and newlines have in it.
  static func wideText(_ head: UnsafeRawBufferPointer) -> ContentKind? {
    let marked: [(mark: [UInt8], encoding: String)] = [
      // The mark of UTF-32 begins as that of UTF-16 does.
      ([0xff, 0xfe, 0, 0], "UTF-32"), ([0, 0, 0xfe, 0xff], "UTF-32"),
      ([0xff, 0xfe], "UTF-16"), ([0xfe, 0xff], "UTF-16"),
    ]
    if let found = marked.first(where: { head.starts(with: $0.mark) }) {
      return text(found.encoding)
    }
    return unmarkedEncoding(head).map(text)
  }

  private static func unmarkedEncoding(_ head: UnsafeRawBufferPointer) -> String? {
    // How many units of four bytes have a NUL at each place.
    var nuls = [0, 0, 0, 0]
    let units = head.count / 4
    for index in 0..<4 * units where head[index] == 0 { nuls[index % 4] += 1 }
    guard units > 0 else { return shortEncoding(head) }
    // Where characters have one NUL of two bytes, or three of four, nearly all of them do.
    func most(_ place: Int) -> Bool { nuls[place] > units * 3 / 4 }
    func few(_ place: Int) -> Bool { nuls[place] <= units / 16 }
    if few(0), most(1), most(2), most(3) { return "UTF-32LE" }
    if most(0), most(1), most(2), few(3) { return "UTF-32BE" }
    if few(0), most(1), few(2), most(3) { return "UTF-16LE" }
    if most(0), few(1), most(2), few(3) { return "UTF-16BE" }
    return nil
  }

  /// A single character of UTF-16.
  private static func shortEncoding(_ head: UnsafeRawBufferPointer) -> String? {
    guard head.count == 2, (head[0] == 0) != (head[1] == 0) else { return nil }
    return head[0] == 0 ? "UTF-16BE" : "UTF-16LE"
  }

  private static func text(_ encoding: String) -> ContentKind {
    ContentKind(
      .text, "\(encoding) text", "Convert it first with `iconv -f \(encoding) -t UTF-8`",
      label: encoding)
  }
}
