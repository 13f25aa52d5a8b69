package import Model

/// Where the master's own memcached puts what does not fit into its memory: `DIRECTORY:SIZE`.
package struct StoreDisk: Sendable, Hashable {
  package var directory: String
  /// The size in bytes.
  package var size: Int

  /// Less leaves nothing once memcached has taken its spare pages.
  package static let leastSize = 128 << 20

  /// - Throws: `invalidArgument` that says what is wrong with the text.
  package init(_ text: String) throws(MRError) {
    func refusal(_ cause: String) -> MRError {
      MRError(
        .invalidArgument, "\"\(printable(text.utf8))\" is not a disk for a store", cause: cause,
        remedy: "Write DIRECTORY:SIZE, for example /var/tmp:8G or /mnt/fast:500M.")
    }
    guard let colon = text.lastIndex(of: ":") else { throw refusal("the size is missing") }
    directory = String(text[..<colon])
    guard !directory.isEmpty else { throw refusal("the directory is missing") }
    let units: [Character: Int] = ["M": 20, "G": 30, "T": 40]
    guard let unit = text.last, let shift = units[Character(unit.uppercased())],
      let number = Int(text[text.index(after: colon)...].dropLast()), number > 0,
      number < 1 << (62 - shift)
    else { throw refusal("the size has to be a number and M, G or T") }
    size = number << shift
    guard size >= Self.leastSize else { throw refusal("it has to be at least 128M") }
    guard size / Self.largestPage < Self.mostPages else { throw refusal("it has to be below 64T") }
  }

  /// The size of a page in MiB: memcached writes one after the other and frees each as a whole.
  var pageSize: Int {
    if size < 1 << 30 { return 8 }
    return size / (64 << 20) < Self.mostPages ? 64 : Self.largestPage >> 20
  }
  private static let largestPage = 1 << 30
  private static let mostPages = 65_535

  /// Number of blocks that fit, each of which leaves a header in memory.
  var blocks: Int { size >> 19 }

  /// The least memory, in MiB, that these headers leave enough of.
  package var leastMemory: Int { blocks / 2048 }
}
