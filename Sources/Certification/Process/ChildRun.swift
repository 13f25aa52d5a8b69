internal import FoundationEssentials
package import Model
internal import PluginHost

/// Starts child processes and listens to them. Calls block until the child has ended.
package struct ChildRun: Sendable {
  /// How a child ended, and what it said before.
  package struct Ended: Sendable {
    /// The last event that is an answer; nil if the child did not come to that.
    package var answer: ChildEvent?
    /// What it tried last.
    package var tried: String?
    /// In words, if the child did not end of itself: `was killed by signal 11 (Segmentation fault)`.
    package var crash: String?
    package var isTimedOut = false
    /// The first lines of what it and its plugin printed.
    package var printed: String
  }

  private let executable: String
  private let arguments: [String]

  /// - Parameters:
  ///   - executable: the program, which hands its last argument to `ChildMain.run`.
  ///   - arguments: those before the last.
  package init(executable: String, arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  package func run(_ request: ChildRequest, limits: ChildLimits) throws(MRError) -> Ended {
    let order: String
    do {
      order = String(
        decoding: try JSONEncoder().encode(ChildOrder(request: request, limits: limits)),
        as: UTF8.self)
    } catch {
      throw MRError(.internal, "cannot write a request", cause: "\(error)")
    }
    let spawned = try SpawnedProcess(
      [executable] + arguments + [order],
      // A crash is what some checks are about: a backtrace of it takes seconds.
      environment: ["SWIFT_BACKTRACE=enable=no"])
    let ending = spawned.wait(.seconds(limits.seconds))
    var ended = Ended(isTimedOut: ending.isTimedOut, printed: Self.head(ending.errors))
    for line in ending.output.split(separator: UInt8(ascii: "\n")) {
      guard let event = try? JSONDecoder().decode(ChildEvent.self, from: Data(line)) else {
        continue
      }
      if case .trying(let what) = event { ended.tried = what } else { ended.answer = event }
    }
    if ended.answer == nil { ended.crash = Self.words(ending, limits) }
    return ended
  }

  private static func words(_ ending: SpawnedProcess.Ending, _ limits: ChildLimits) -> String {
    if ending.isTimedOut { return "did not come back within \(limits.seconds) s" }
    var text = ending.description
    if ending.peakMemory > limits.memory * 3 / 4 {
      text += ", when it used \(ending.peakMemory) MiB of the \(limits.memory) that it may"
    }
    return text
  }

  private static func head(_ bytes: [UInt8]) -> String {
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { printable($0.prefix(300)) }
      .filter { !$0.isEmpty }
    return lines.prefix(3).joined(separator: " | ")
  }
}
