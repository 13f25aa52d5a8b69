import ArgumentParser
import Glibc
import Model

/// Prints records of a result on standard output. To a terminal nothing goes that steers it.
final class ResultPrinter {
  private let form: ResultForm
  private var pending: [UInt8]
  private var visible: VisibleLines?
  private static let pieceSize = 1 << 16

  init(_ form: ResultForm) {
    self.form = form
    pending = form.head
    visible = isatty(STDOUT_FILENO) == 1 ? VisibleLines() : nil
  }

  /// - Throws: `output` if a part cannot be read; otherwise as `Console.write`.
  func print(linesOf parts: ResultParts) throws {
    var lines = ResultLines(parts.paths)
    while let line = try lines.next() {
      if form == .text {
        pending += line
        pending.append(UInt8(ascii: "\n"))
      } else {
        pending += try form.line(ResultRecord(line))
      }
      if pending.count >= Self.pieceSize { try flush() }
    }
    try flush()
  }

  func print(_ records: [ResultRecord]) throws {
    for record in records {
      pending += try form.line(record)
      if pending.count >= Self.pieceSize { try flush() }
    }
    try flush()
  }

  private func flush() throws {
    let bytes = visible?.add(pending) ?? pending
    pending.removeAll(keepingCapacity: true)
    try Console.write(bytes)
  }
}
