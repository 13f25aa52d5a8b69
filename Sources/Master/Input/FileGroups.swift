import Digest
import Input
import Model

/// Deals files, in their order, into groups whose map tasks have no file in common. Where a group ends
/// follows from the file that it ends with: what is added or removed elsewhere changes no other group.
struct FileGroups {
  private let files: [InputFile]
  /// The size of a group that is aimed at, in bytes.
  private let mean: Int
  private var position = 0

  /// The most bytes of a group, as they lie on disk; a larger file is alone.
  static let mostBytes = 8 << 20
  /// Keeps the description of a task small.
  static let mostFiles = 2048
  /// What a file costs beside its bytes, in bytes.
  private static let perFile = 4096

  /// - Parameter cutting: Documents take long to read, so that little is read anew with a changed one; lines
  ///   do not, and larger tasks combine better.
  init(_ files: [InputFile], _ cutting: Cutting) {
    self.files = files
    mean =
      switch cutting {
      case .lines, .rawLines, .whole: 4 << 20
      case .documents: 1 << 20
      }
  }

  /// - Returns: the indices of the next group's files; nil after the last.
  mutating func next() -> Range<Int>? {
    guard position < files.count else { return nil }
    let first = position
    var size = 0
    repeat {
      size += files[position].size
      position += 1
    } while position < files.count && !endsGroup(position - 1)
      && position - first < Self.mostFiles
      && size + files[position].size <= Self.mostBytes
    return first..<position
  }

  /// Every byte is as likely to end a group as any other.
  private func endsGroup(_ index: Int) -> Bool {
    let digest = files[index].relativePath.bytes.withUnsafeBytes { SHA256.hash($0) }
    let number = digest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
    return number < (1 << 32) / mean * min(mean, files[index].size + Self.perFile)
  }
}
