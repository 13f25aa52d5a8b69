import ArgumentParser
import Execution
import Foundation
import Input
import Model
import Output
import Planning
import Protocol
import Transport
import Threading

struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Tells from which files and records a key of a result comes.",
    discussion: """
      Runs the job's map over its input once more, each file by itself, and lists those that it makes \
      records of the key of, with how many they are and the numbers of the lines or pages. The job is the \
      one that made a result, one of a master's, or said by flags as for mr run.

        mr why counts whale
        mr why j1 whale
        mr why whale --plugin wordcount --input 'data/books/*.pdf'

      The plugin is the one that lies there now. A result of a job with --provenance has an index, by which only \
      those files are mapped that the key may come from. Exit status 1 if the key comes from nowhere, 3 if not all \
      of the input could be mapped.
      """)

  @Argument(
    help: ArgumentHelp(
      "The output directory or the id of the job, unless flags say it, and the key.",
      valueName: "[output|job] key"))
  var words: [String]

  @OptionGroup(title: "Job") var job: JobOptions

  @OptionGroup var master: MasterOption

  @Flag(help: "Print a line of JSON for each file.")
  var json = false

  /// Files that one child maps, at most.
  private static let filesOfChild = 32
  /// Files that are mapped before any of them is told of: a bound for memory.
  private static let window = 4096

  func validate() throws {
    guard words.count == (isJobSaid ? 1 : 2) else {
      throw ValidationError(
        isJobSaid
          ? "Flags say the job: give the key alone."
          : "Give a result or a job and a key, or a key and --plugin.")
    }
  }

  private var key: String { words.last ?? "" }

  private var isJobSaid: Bool { job.request() != JobRequest() }

  func run() async throws {
    let contact = try master.contact()
    try await interruptible {
      let spec = try await spec(contact)
      let planner = Planner(ChildDoor(), directory: nil)
      defer { planner.end() }
      // What is in the output directory is not touched.
      let planned = try await planner.plan(spec, reducers: 1, adopting: true)
      let found = try await trace(planned, try await candidates(planned, spec))
      if found.files == 0, found.failures == 0 {
        throw MRError(
          .notFound, "no record of the input gives the key \"\(printable(key.utf8))\"",
          cause: "the map of \(planned.plan.job) made none of all \(planned.listing.count) files")
      }
      if found.failures > 0 { throw ExitCode.incomplete }
    }
  }

  private func spec(_ contact: MasterContact) async throws -> JobSpec {
    if isJobSaid { return try ownSpec() }
    if !words[0].contains("/"), let id = JobID(argument: words[0]) {
      return try await MasterClient.connected(to: contact) {
        try JobSpec(try await $0.job(id).spec)
      }
    }
    let output = absolute(words[0], in: try currentDirectory())
    var spec = try SavedJob(in: output).spec
    // It may have been moved.
    spec.output = output
    return spec
  }

  private func ownSpec() throws -> JobSpec {
    var request = job.request()
    request.output = request.output ?? "/"
    return try request.spec(relativeTo: currentDirectory())
  }

  /// Which files the key may come from, if the result has an index that says so.
  private func candidates(
    _ planned: PlannedJob, _ spec: JobSpec
  ) async throws(MRError) -> [Bool]? {
    guard !isJobSaid else { return nil }
    do throws(MRError) {
      let candidates = try await BlockingThread.run { [key] () throws(MRError) in
        try ProvenanceIndex(in: spec.output, for: planned.plan)?
          .candidates(Array(planned.listing), hashes: KeyHash.all(of: key))
      }
      return candidates
    } catch {
      Console.note("warning: all of the input is mapped: \(error.line)")
      return nil
    }
  }

  private func trace(
    _ planned: PlannedJob, _ candidates: [Bool]?
  ) async throws -> (files: Int, failures: Int) {
    let listing = planned.listing
    let children = FileChildren(limits: ChildLimits(time: .seconds(86400)))
    let request: @Sendable (ArraySlice<InputFile>) -> TraceRequest = {
      [plan = planned.plan, key] in
      TraceRequest(plan, key: key, Array($0))
    }
    var progress = CountedProgress(total: listing.count, screen: .standardError())
    defer { progress.clear() }
    var (found, failures) = (0, listing.refusals.count)
    for start in stride(from: 0, to: listing.count, by: Self.window) {
      progress.show(start)
      let end = min(start + Self.window, listing.count)
      for refusal in (start..<end).compactMap({ listing.refusals[$0] }) {
        progress.clear()
        Console.note("warning: \(refusal.line)")
      }
      let files = (start..<end).filter {
        listing.refusals[$0] == nil && candidates?[$0] ?? true
      }.map { listing[$0] }
      let atOnce = ProcessInfo.processInfo.activeProcessorCount
      let together = max(1, min(Self.filesOfChild, files.count / atOnce))
      let traces = try await inParts(files, of: together, atOnce: atOnce) {
        (files) throws(MRError) in
        try await children.ask(about: files[...], request) {
          KeyTrace(reason: "the process that mapped it \($0.ending)")
        }
      }
      progress.clear()
      for (file, trace) in zip(files, traces) {
        if trace.count > 0 { found += 1 }
        if let reason = trace.reason {
          failures += 1
          Console.note("warning: not all of \(file.path) could be mapped: \(reason)")
        }
        try tell(file, trace, planned.recordName)
      }
    }
    return (found, failures)
  }

  private func tell(_ file: InputFile, _ trace: KeyTrace, _ recordName: String?) throws {
    guard trace.count > 0 else { return }
    let view = TraceView(file, trace, recordName: recordName)
    if json { try Console.write(JSON.line(view)) } else { try Console.print(view.text) }
  }
}
