import Foundation
import Model
import Planning
import PluginHost
import TestSupport
import Testing

/// The door to child processes: whatever a child does, the parent gets an answer in time, and nothing of
/// the child is left.
@Suite struct PluginChildTests {
  private let limits = ChildLimits(time: .seconds(20))
  private let request = FunctionsRequest(signatures: ["libnone.so:f(data) -> uint64"])

  private func ask(_ script: String, limits: ChildLimits? = nil) throws -> ChildOutcome<
    FunctionsRequest.Answer
  > {
    try Children.shell(script).answer(to: request, limits: limits ?? self.limits)
  }

  private func silence(_ script: String, limits: ChildLimits? = nil) throws -> ChildSilence {
    guard case .silent(let silence) = try ask(script, limits: limits) else {
      throw MRError(.internal, "an answer")
    }
    return silence
  }

  private func describe(_ plugin: String) throws -> ChildOutcome<PluginDescription> {
    try Children.mr.answer(
      to: DescribeRequest(PluginFile(path: plugin, digest: "", size: 0)), limits: limits)
  }

  // MARK: Answers

  @Test func whatAPluginPrintsIsNoAnswer() throws {
    let outcome = try describe(FixturePlugins.build("talkative"))
    guard case .done(let description) = outcome else { throw MRError(.internal, "\(outcome)") }
    #expect(description.jobs.map(\.name).contains("fine"))
  }

  @Test func linesThatAreNoAnswersArePassedOver() throws {
    let outcome = try ask(
      """
      cat > /dev/null; echo garbage; printf '\\377\\n\\n{"done":3}\\n'
      echo '{"trying":{"_0":"this"}}'; echo '{"done":{"_0":[]}}'
      """)
    guard case .done(let functions) = outcome else { throw MRError(.internal, "\(outcome)") }
    #expect(functions.isEmpty)
  }

  @Test func anErrorTravelsWhole() throws {
    let scratch = try Scratch()
    let path = "\(scratch.path)/plain.so"
    try Data("no library".utf8).write(to: URL(filePath: path))
    guard case .refused(let error) = try describe(path) else { throw MRError(.internal, "?") }
    let own = #expect(throws: MRError.self) { try Plugin.load(path: path) }
    #expect(error == own)
    #expect(error.code == .plugin && error.cause != nil && error.remedy != nil)
  }

  @Test func aRequestOfAnotherProgramIsRefused() throws {
    struct Unknown: ChildRequest {
      typealias Answer = Bool
      static let name = "unknown"
    }
    guard case .silent(let silence) = try Children.mr.answer(to: Unknown(), limits: limits) else {
      throw MRError(.internal, "an answer")
    }
    #expect(silence.printed.contains("nobody answers requests of the kind unknown"), "\(silence)")
  }

  // MARK: Faults

  @Test func aCrashIsDescribed() throws {
    guard
      case .silent(let silence) = try describe(FixturePlugins.build("crashing_constructor"))
    else { throw MRError(.internal, "an answer") }
    #expect(silence.ending == "was killed by signal 6 (Aborted)")
    #expect(silence.printed == "the licence is missing")
    #expect(!silence.isTimedOut)
  }

  @Test func whatItTriedLastIsKnown() throws {
    let silence = try silence(
      "echo '{\"trying\":{\"_0\":\"this\"}}'; echo '{\"trying\":{\"_0\":\"that\"}}'; exit 3")
    #expect(silence.tried == "that" && silence.ending == "exited with status 3")
  }

  @Test func hugeOutputIsBounded() throws {
    let silence = try silence(
      """
      head -c 90000000 /dev/zero | tr '\\0' x
      head -c 90000000 /dev/zero | tr '\\0' '\\n' >&2; echo the last >&2
      """)
    #expect(silence.description == "exited with status 0; it printed: the last")
  }

  @Test func aHangEndsAfterItsTime() throws {
    let scratch = try Scratch()
    let start = ContinuousClock.now
    let silence = try silence(
      "sleep 77 & echo $! > \(scratch.path)/pid; sleep 78",
      limits: ChildLimits(time: .milliseconds(500)))
    #expect(silence.ending == "did not come back within 0.5 s" && silence.isTimedOut)
    #expect(ContinuousClock.now - start < .seconds(10))
    // With all that it started: who has ended has no command line any more.
    let left = try #require(pid_t(scratch.text("pid").filter(\.isNumber)))
    while FileManager.default.contents(atPath: "/proc/\(left)/cmdline")?.isEmpty == false {
      try #require(ContinuousClock.now - start < .seconds(10))
      usleep(1000)
    }
  }

  @Test(arguments: [false, true]) func theTimeMayBeThatOfEachTry(isForEachTry: Bool) throws {
    var limits = ChildLimits(time: .seconds(2))
    limits.isForEachTry = isForEachTry
    let outcome = try ask(
      """
      cat > /dev/null; for i in 1 2 3; do echo '{"trying":{"_0":"this"}}'; sleep 1; done
      echo '{"done":{"_0":[]}}'
      """, limits: limits)
    switch outcome {
    case .done: #expect(isForEachTry)
    case .silent(let silence): #expect(!isForEachTry && silence.isTimedOut)
    case .refused(let error): throw error
    }
  }

  @Test func aChildThatReadsNothingDoesNotHoldUpItsParent() throws {
    let large = FunctionsRequest(signatures: [String(repeating: "x", count: 1 << 20)])
    for script in ["exit 0", "exec sleep 79", "exec <&-; exec sleep 79"] {
      let outcome = try Children.shell(script).answer(
        to: large, limits: ChildLimits(time: .milliseconds(300)))
      guard case .silent = outcome else { throw MRError(.internal, "\(outcome)") }
    }
  }

  @Test func largeRequestsArrive() throws {
    let signatures = (0..<20_000).map { "lib\($0).so:f(data) -> uint64" }
    guard
      case .refused(let error) = try Children.mr.answer(
        to: FunctionsRequest(signatures: signatures), limits: limits)
    else { throw MRError(.internal, "an answer") }
    #expect(error.message.contains("lib0.so"))
  }

  @Test func memoryIsLimited() throws {
    let silence = try silence(
      "exit 0", limits: ChildLimits(time: .seconds(20), memory: 1))
    #expect(silence.ending.contains("MiB of the 1 that it may"))
  }

  // MARK: What others see

  /// Loading from a pipe waits for who writes to it.
  private func waitingPlugin(_ scratch: Scratch) throws -> PluginFile {
    let path = "\(scratch.path)/pipe.so"
    try #require(mkfifo(path, 0o600) == 0)
    return PluginFile(path: path, digest: "", size: 0)
  }

  @Test func cancellationEndsTheChild() async throws {
    let scratch = try Scratch()
    let program = "\(scratch.path)/mr"
    try FileManager.default.createSymbolicLink(
      atPath: program, withDestinationPath: Children.program)
    let child = PluginChild(words: [program, "plugin", "child"])
    let plugin = try waitingPlugin(scratch)
    let asking = Task {
      try await child.ask(
        TrialRequest(plugin, job: nil, parameters: ["password": "secret"]),
        limits: ChildLimits(time: .seconds(60)))
    }
    while Children.commandLines(of: program).isEmpty {
      try await Task.sleep(for: .milliseconds(5))
    }
    // Nothing of the request can be seen by others.
    for words in Children.commandLines(of: program).values {
      #expect(words == [program, "plugin", "child"])
    }
    asking.cancel()
    await #expect { try await asking.value } throws: { ($0 as? MRError)?.code == .cancelled }
    #expect(Children.commandLines(of: program).isEmpty)
  }
}
