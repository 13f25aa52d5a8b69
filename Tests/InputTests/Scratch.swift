import Glibc
@testable import Input
import Model

/// A directory that disappears with the object, and what tests put into it.
final class Scratch {
  let path: String

  init() throws {
    var template = Array("/tmp/mr-input-test-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { throw MRError(.internal, "mkdtemp: errno \(errno)") }
    path = String(cString: made)
  }

  deinit { remove(BytePath(path)) }

  private func remove(_ path: BytePath) {
    if !FileStatus.isLink(path), FileStatus(at: path)?.kind == .directory {
      _ = withPath(path) { chmod($0, 0o700) }
      for entry in (try? listDirectory(path)) ?? [] {
        remove(BytePath(bytes: path.bytes + [UInt8(ascii: "/")] + entry.name))
      }
      _ = withPath(path) { rmdir($0) }
    } else {
      _ = withPath(path) { unlink($0) }
    }
  }

  func absolute(_ name: BytePath) -> BytePath {
    BytePath(bytes: Array(path.utf8) + [UInt8(ascii: "/")] + name.bytes)
  }

  func makeDirectory(_ name: BytePath) {
    var end = 0
    while let slash = name.bytes[end...].firstIndex(of: UInt8(ascii: "/")) {
      _ = withPath(absolute(BytePath(bytes: Array(name.bytes[..<slash])))) { mkdir($0, 0o755) }
      end = slash + 1
    }
    _ = withPath(absolute(name)) { mkdir($0, 0o755) }
  }

  /// Writes a file, with the directories above it.
  @discardableResult
  func write(_ name: BytePath, _ bytes: [UInt8]) -> InputFile {
    if let slash = name.bytes.lastIndex(of: UInt8(ascii: "/")) {
      makeDirectory(BytePath(bytes: Array(name.bytes[..<slash])))
    }
    let descriptor = withPath(absolute(name)) { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o644) }
    var written = 0
    while written < bytes.count {
      written += bytes[written...].withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
    }
    close(descriptor)
    return input(name)
  }

  @discardableResult
  func write(_ name: String, _ text: String) -> InputFile {
    write(BytePath(name), Array(text.utf8))
  }

  /// A file as a walk would list it.
  func input(_ name: BytePath) -> InputFile {
    let status = FileStatus(at: absolute(name))
    return InputFile(
      path: absolute(name), relativePath: name, attributes: [], size: status?.size ?? 0,
      modified: status?.modified ?? 0)
  }

  func link(_ name: String, to target: String) { symlink(target, "\(path)/\(name)") }

  /// Sets a file's time of modification, in seconds since 1970.
  func setModified(_ name: BytePath, _ seconds: Int) {
    let time = timespec(tv_sec: seconds, tv_nsec: 0)
    _ = withPath(absolute(name)) { utimensat(AT_FDCWD, $0, [time, time], 0) }
  }
}
