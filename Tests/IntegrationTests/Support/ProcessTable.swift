import Foundation

/// The processes of a test: those with its marker in their environment, which children inherit.
struct ProcessTable {
  struct Entry: CustomStringConvertible {
    var pid: pid_t
    var arguments: [String]
    var isMemcached: Bool { arguments.first?.hasSuffix("memcached") ?? false }
    var isWorker: Bool { arguments.dropFirst().first == "worker" }
    func value(of option: String) -> String? {
      guard let index = arguments.firstIndex(of: option) else { return nil }
      return arguments.dropFirst(index + 1).first
    }
    /// The most memory that it ever had, in bytes; nil once it has ended.
    var peakMemory: Int? {
      let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
      return status?.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.1) }.map { $0 << 10 }
    }
    var description: String { "\(pid): \(arguments.joined(separator: " "))" }
  }

  let entries: [Entry]

  /// - Parameter variable: `NAME=value` as the environment has it.
  init(with variable: String) {
    let marker = Array(variable.utf8)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    entries = names.compactMap { name in
      guard let pid = pid_t(name), pid != getpid(),
        Self.strings("/proc/\(name)/environ").contains(where: { $0.elementsEqual(marker) })
      else { return nil }
      let arguments = Self.strings("/proc/\(name)/cmdline").map {
        String(decoding: $0, as: UTF8.self)
      }
      return Entry(pid: pid, arguments: arguments)
    }
  }

  /// Files of /proc have no size: they are read to their end.
  private static func strings(_ path: String) -> [Data.SubSequence] {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.readToEnd() else {
      return []
    }
    return data.split(separator: 0)
  }
}
