/// Values that texts of the world have and authors do not think of.
enum OddValues {
  struct Odd {
    /// What the value is, for messages: `an empty record`.
    var name: String
    var bytes: [UInt8]
  }

  static let values: [Odd] = {
    var generator = SeededGenerator(seed: 2)
    let mebibyte = 1 << 20
    return [
      Odd(name: "an empty record", bytes: []),
      Odd(name: "a single space", bytes: [0x20]),
      Odd(name: "a single newline", bytes: [0x0a]),
      Odd(name: "a line that ends with a carriage return", bytes: Array("a b\r".utf8)),
      Odd(name: "a single NUL", bytes: [0]),
      Odd(name: "all 256 bytes", bytes: Array(0...255)),
      Odd(name: "a byte order mark", bytes: [0xef, 0xbb, 0xbf, 0x61]),
      Odd(name: "an unfinished UTF-8 character", bytes: Array("caf".utf8) + [0xc3]),
      Odd(name: "a stray UTF-8 continuation", bytes: [0x80, 0xbf, 0x61]),
      Odd(name: "overlong UTF-8", bytes: [0xc0, 0xaf, 0xe0, 0x80, 0x80]),
      Odd(name: "a surrogate in UTF-8", bytes: [0xed, 0xa0, 0x80]),
      Odd(name: "beyond Unicode", bytes: [0xf4, 0x90, 0x80, 0x80, 0xff, 0xfe]),
      Odd(name: "combining marks and emoji", bytes: Array("e\u{301}🇩🇪👩‍👩‍👧 İıß".utf8)),
      Odd(name: "separators only", bytes: Array(",,;;\t\t||  \"\"".utf8)),
      Odd(name: "numbers out of range", bytes: Array("99999999999999999999 -1 1e999 NaN".utf8)),
      Odd(name: "a JSON fragment", bytes: Array("{\"a\": [1, null, \"".utf8)),
      Odd(name: "1 MiB without a space", bytes: Array(repeating: 0x61, count: mebibyte)),
      Odd(name: "1 MiB of spaces", bytes: Array(repeating: 0x20, count: mebibyte)),
      Odd(
        name: "1 MiB of short words",
        bytes: Array((0..<mebibyte / 4).map { _ in Array("ab, ".utf8) }.joined())),
      Odd(name: "1 MiB of random bytes", bytes: generator.bytes(mebibyte)),
    ]
  }()

  /// Keys other than the line offsets that text has.
  static let keys: [Odd] = [
    Odd(name: "an empty key", bytes: []),
    Odd(name: "a key of binary bytes", bytes: [0, 0xff, 0x0a]),
    Odd(name: "a path as the key", bytes: Array("dir/file name.txt".utf8)),
  ]
}
