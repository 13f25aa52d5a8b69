import ArgumentParser
import Execution
import Foundation
import Input
import Model
import PluginHost
import Protocol

/// What a master runs before a job whose partitions are ranges of keys: maps a sample of its input
/// and prints the bounds, as a JSON array of base64 strings. Reads the job's plan from standard
/// input.
struct PluginSampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Finds the bounds of a job's partitions.",
    shouldDisplay: false)

  @Argument var layout: String
  @Option(help: "A file to note in what is being worked on.") var note: String

  func run() throws {
    let request = try FileHandle.standardInput.readToEnd() ?? Data()
    let plan = try JobPlan(encoded: request)
    // What the plugin prints is not to be taken for what we say.
    let output = dup(STDOUT_FILENO)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    let job = try LoadedJob(plan) { (file) throws(MRError) in try Plugin.load(path: file.path, copy: file.copy) }
    let sampler = KeySampler(
      job, files: try InputWalk.files(matching: Layout(layout)), monitor: AttemptMonitor(),
      note: try CrashNote(path: note))
    let points = try sampler.splitPoints().map { Data($0) }
    try Console.write(Array(JSONEncoder().encode(points)), to: output)
    // Static destructors are the plugin's as well, and not what was asked about.
    fflush(nil)
    _exit(0)
  }
}
