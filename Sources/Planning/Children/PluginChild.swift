internal import Foundation
internal import Glibc
package import Model
internal import PluginHost
internal import Threading

/// The door to child processes in which plugins are loaded: a request goes in on standard input, and
/// what the child says comes back line by line. A child is a process group of its own, which ends with
/// the answer, after its time, with the Swift task that asked, and with this process.
package struct PluginChild: Sendable {
  private let words: [String]

  /// This very program, whatever became of its file meanwhile.
  package static let own = PluginChild(words: ["/proc/self/exe"] + arguments)
  package static let arguments = ["plugin", "child"]

  /// - Parameter words: a program that ends up in `ChildServer.run`, and its arguments.
  package init(words: [String]) { self.words = words }

  /// Asks a child, and ends it when this Swift task is cancelled.
  /// - Throws: `internal` if it cannot be started, `cancelled` if the task was.
  package func ask<Request: ChildRequest>(
    _ request: Request, limits: ChildLimits
  ) async throws(MRError) -> ChildOutcome<Request.Answer> {
    // The kernel ends the child with the thread that started it.
    try await BlockingThread.cancellable { (cancellation) throws(MRError) in
      let outcome = try answer(
        to: request, limits: limits, isCancelled: { cancellation.isCancelled })
      try cancellation.check()
      return outcome
    }
  }

  /// Asks a child. Blocks until it has ended; a child that has not answered in its sandbox is asked again without
  /// one, unless it is always to have one.
  /// - Throws: `internal` if it cannot be started.
  package func answer<Request: ChildRequest>(
    to request: Request, limits: ChildLimits, isCancelled: () -> Bool = { false }
  ) throws(MRError) -> ChildOutcome<Request.Answer> {
    let temporary = try PrivateDirectory.temporary("mr-child-")
    defer { try? FileManager.default.removeItem(atPath: temporary) }
    let enclosure = ChildEnclosure(
      temporary: temporary, files: request.writableFiles, directories: request.writableDirectories)
    let outcome = try answer(to: request, limits, enclosure, isCancelled)
    switch outcome {
    case .done: return outcome
    case .silent(let silence) where silence.isTimedOut: return outcome
    case .refused, .silent:
      guard limits.sandbox == .first, Sandbox.revision > 0, !isCancelled() else { return outcome }
      return try answer(to: request, limits, nil, isCancelled)
    }
  }

  private func answer<Request: ChildRequest>(
    to request: Request, _ limits: ChildLimits, _ enclosure: ChildEnclosure?,
    _ isCancelled: () -> Bool
  ) throws(MRError) -> ChildOutcome<Request.Answer> {
    let process = try SpawnedProcess(
      words,
      // A crash is what some requests are about: a backtrace of it takes seconds.
      environment: ["SWIFT_BACKTRACE=enable=no"]
        + (enclosure.map { ["TMPDIR=\($0.temporary)"] } ?? []),
      input: Self.order(request, limits, enclosure))
    let ending = process.wait(
      limits.time, restartsWithOutput: limits.isForEachTry, isCancelled: isCancelled)
    var tried: String?
    for line in ending.output.split(separator: UInt8(ascii: "\n")) {
      let event = try? JSONDecoder().decode(ChildEvent<Request.Answer>.self, from: Data(line))
      switch event {
      case .trying(let what): tried = what
      case .done(let answer): return .done(answer)
      case .refused(let error): return .refused(error)
      // A line that was cut by the child's end.
      case nil: break
      }
    }
    return .silent(
      ChildSilence(
        ending: Self.words(ending, limits), isTimedOut: ending.isTimedOut, tried: tried,
        printed: Self.tail(ending.errors)))
  }

  private static func order(
    _ request: some ChildRequest, _ limits: ChildLimits, _ enclosure: ChildEnclosure?
  ) throws(MRError) -> [UInt8] {
    do {
      let order = ChildOrder(
        name: type(of: request).name, parent: getpid(), memory: limits.memory,
        seconds: limits.isForEachTry ? nil : Int(clamping: limits.time.components.seconds) + 1,
        enclosure: enclosure)
      return [UInt8](try JSONEncoder().encode(order)) + [UInt8(ascii: "\n")]
        + (try JSONEncoder().encode(request))
    } catch {
      throw MRError(.internal, "cannot write a request", cause: "\(error)")
    }
  }

  private static func words(_ ending: SpawnedProcess.Ending, _ limits: ChildLimits) -> String {
    if ending.isTimedOut { return "did not come back within \(seconds(limits.time)) s" }
    guard let memory = limits.memory, ending.peakMemory > memory * 3 / 4 else {
      return ending.description
    }
    return "\(ending), when it used \(ending.peakMemory) MiB of the \(memory) that it may"
  }

  /// A number of seconds for people: `30`, `0.5`.
  private static func seconds(_ time: Duration) -> String {
    let (seconds, rest) = time.components
    return rest == 0 ? "\(seconds)" : "\(time / .seconds(1))"
  }

  /// The last lines that say something: what Swift's runtime has to say stands before a stack trace.
  private static func tail(_ bytes: [UInt8]) -> String {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { printable($0.prefix(300)) }
      .filter { !$0.isEmpty }.prefix { !$0.hasPrefix("Current stack trace") }
    return lines.suffix(3).joined(separator: " | ")
  }
}
