import Threading
import CProcess
import CSignals
import Glibc

/// The threads of this process, by which those are found that a plugin left behind: a thread has the
/// name of the thread that started it, and one that runs an attempt has a name of its own.
struct Threads {
  private var names: [pid_t: String] = [:]
  /// How many threads are looked at: nobody starts more.
  private static let most = 4096

  /// What the threads of attempts are called, and with them those that plugins start.
  private static let attemptName = "mr-attempt"

  /// - Parameter known: threads whose names need not be read again.
  /// - Returns: nil if the system does not tell.
  init?(known: Threads? = nil) {
    let numbers = withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.most) { numbers in
      let count = mr_read_threads(numbers.baseAddress, Int32(numbers.count))
      return Array(numbers.prefix(Int(count)))
    }
    guard !numbers.isEmpty else { return nil }
    for number in numbers { names[number] = known?.names[number] ?? Self.name(of: number) }
  }

  /// Threads that are neither of those that were there, nor have the name of one that the worker
  /// starts.
  func strangers(since former: Threads) -> Int {
    let others = names.filter { former.names[$0.key] == nil }
    if others.isEmpty { return 0 }
    let ours = Set(former.names.values).union([BlockingThread.name]).subtracting([Self.attemptName])
    return others.count { !ours.contains($0.value) }
  }

  /// Runs an attempt's work. What the plugin starts in it can be told by its name afterwards.
  static func runAttempt<Result, Failure: Error>(
    _ work: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    mr_name_thread(attemptName)
    // What a plugin does may use up the thread's own.
    mr_crash_stack()
    defer { mr_name_thread(BlockingThread.name) }
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
