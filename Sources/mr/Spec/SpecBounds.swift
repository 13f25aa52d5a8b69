import Model

/// What a spec file may not be, found before it is read as YAML: a reader of YAML follows references to the
/// end, and goes as deep as they lead.
struct SpecBounds {
  /// How deep mappings and lists may lie in each other.
  private static let depth = 64
  /// How many blanks a line may begin with.
  private static let indentation = 512
  /// How many references to other places there may be: each may double what the one before it stands for.
  private static let references = 8

  private let file: String
  private var number = 0
  private var depth = 0
  private var anchors = 0
  private var references = 0

  /// - Throws: `invalidArgument`, with the line.
  static func check(_ text: String, file: String) throws(MRError) {
    var bounds = SpecBounds(file: file)
    for line in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      try bounds.check(line)
    }
  }

  private init(file: String) { self.file = file }

  private mutating func check(_ line: Substring.UTF8View) throws(MRError) {
    number += 1
    var isStart = true
    var blanks = 0
    var levels = 0
    var former = UInt8(ascii: " ")
    for (byte, next) in zip(line, Array(line.dropFirst()) + [UInt8(ascii: " ")]) {
      if isStart {
        // What a line begins with makes a level each: `- - - a`.
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"): blanks += 1
        case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): levels += 1
        default: isStart = false
        }
        if blanks > Self.indentation || levels > Self.depth { throw tooDeep }
      }
      try check(byte, after: former, before: next)
      former = byte
    }
  }

  private mutating func check(
    _ byte: UInt8, after former: UInt8, before next: UInt8
  ) throws(MRError) {
    switch byte {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      depth += 1
      if depth > Self.depth { throw tooDeep }
    case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
    case UInt8(ascii: "&") where Self.begins(after: former, before: next): anchors += 1
    case UInt8(ascii: "*") where Self.begins(after: former, before: next): references += 1
    default: return
    }
    // A star alone is a wildcard.
    guard anchors > 0, references > Self.references else { return }
    throw MRError(
      .invalidArgument, "\(file):\(number): a job spec has \(Self.references) references at most",
      cause: "it names places with & and refers to them with *",
      remedy: "Write out what it refers to.")
  }

  /// Whether a character there is one that names or refers, as far as can be seen from its neighbours.
  private static func begins(after former: UInt8, before next: UInt8) -> Bool {
    " \t[{,:-?".utf8.contains(former) && !" \t".utf8.contains(next)
  }

  private var tooDeep: MRError {
    MRError(
      .invalidArgument, "\(file):\(number): this is nested too deeply for a job spec",
      cause: "over \(Self.depth) levels, or \(Self.indentation) blanks before a line",
      remedy: "A job spec has keys, and 'param' a mapping of its own.")
  }
}
