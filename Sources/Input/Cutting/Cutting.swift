package import Model

/// Where the input may be cut into chunks.
package enum Cutting: Sendable, Hashable, Codable {
  /// The input is cut after any line, in files that are text; a record is a line.
  case lines
  /// The input is cut after any newline, in files of any bytes.
  case rawLines
  /// The input is cut between files; a record is a file.
  case whole
  /// The input is cut between files, whose records a plugin finds. A file larger than `shareSize`
  /// bytes is dealt into shares of about that size; nil if the format cannot.
  case documents(shareSize: Int?)

  /// The least size of a share of a document, in bytes: less is not worth opening one for.
  package static let leastShareSize = 2 << 20

  /// - Parameter shareSize: in bytes, for formats that can split a file.
  package init(_ format: InputFormat, shareSize: Int) {
    self =
      switch format {
      case .text: .lines
      case .rawText: .rawLines
      case .whole: .whole
      case .plugin(_, _, let splittable): .documents(shareSize: splittable ? shareSize : nil)
      }
  }

  /// Whether a record is a line.
  var isLines: Bool { self == .lines || self == .rawLines }

  /// The most bytes of a line or a file: the plugin interface's limit of a value, or more for
  /// documents, whose records are smaller than they.
  var limit: Int {
    switch self {
    case .lines, .rawLines, .whole: RecordLimits.valueSize
    case .documents: 1 << 32
    }
  }

  /// Into how many shares the records of a file of that length are dealt.
  func shares(length: Int) -> Int {
    guard case .documents(let size?) = self, size > 0 else { return 1 }
    return max(1, min(1024, (length - 1) / size + 1))
  }
}
