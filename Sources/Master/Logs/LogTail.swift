import Foundation
import Model

/// The end of a process's log, for the error that says how the process ended.
enum LogTail {
  private static let bytes: UInt64 = 2048
  private static let count = 5

  /// The last lines, with ` | ` between them; nil if there are none.
  static func lines(of path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let end = try? file.seekToEnd() else { return nil }
    try? file.seek(toOffset: end > bytes ? end - bytes : 0)
    guard let data = try? file.readToEnd() else { return nil }
    let lines = data.split(separator: UInt8(ascii: "\n")).suffix(count)
    return lines.isEmpty ? nil : lines.map { printable($0) }.joined(separator: " | ")
  }
}
