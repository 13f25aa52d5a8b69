import CProcess
import Glibc

/// The threads of this process, by which those are found that a plugin left behind: a thread has the
/// name of the thread that started it, and one that runs an attempt has a name of its own.
struct Threads {
  private var names: [pid_t: String] = [:]

  private static let attemptName = "mr-attempt"
  private static let plainName = "mr-thread"

  /// - Parameter known: threads whose names need not be read again.
  /// - Returns: nil if the system does not tell.
  init?(known: Threads? = nil) {
    guard let directory = opendir("/proc/self/task") else { return nil }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let number = withUnsafePointer(to: &entry.pointee.d_name) {
        atoi(UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      guard number > 0 else { continue }
      names[number] = known?.names[number] ?? Self.name(of: number)
    }
  }

  /// Threads that are neither of those that were there, nor have the name of one that the worker
  /// starts.
  func strangers(since former: Threads) -> Int {
    let ours = Set(former.names.values).union([Self.plainName]).subtracting([Self.attemptName])
    return names.count { former.names[$0.key] == nil && !ours.contains($0.value) }
  }

  /// Runs an attempt's work. What the plugin starts in it can be told by its name afterwards.
  static func runAttempt<Result, Failure: Error>(
    _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    mr_name_thread(attemptName)
    defer { mr_name_thread(plainName) }
    return try work()
  }

  private static func name(of thread: pid_t) -> String {
    guard let file = fopen("/proc/self/task/\(thread)/comm", "re") else { return "" }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), file) != nil else { return "" }
    return String(
      decoding: line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
