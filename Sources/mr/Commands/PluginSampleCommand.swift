import ArgumentParser
import Execution
import Foundation
import Input
import Model
import PluginHost
import Protocol

/// What a master runs before a job whose partitions are ranges of keys: maps a sample of its input
/// and answers the bounds. Reads the job's plan from standard input.
struct PluginSampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Finds the bounds of a job's partitions.",
    shouldDisplay: false)

  @Argument var layout: String
  @Option(help: "A file to note in what is being worked on.") var note: String

  func run() throws {
    let request = try FileHandle.standardInput.readToEnd() ?? Data()
    try ChildAnswer.give { () throws(MRError) in try splitPoints(JobPlan(encoded: request)) }
  }

  private func splitPoints(_ plan: JobPlan) throws(MRError) -> [Data] {
    let job = try LoadedJob(plan) { (file) throws(MRError) in
      try Plugin.load(path: file.path, copy: file.copy)
    }
    let sampler = KeySampler(
      job, files: try InputWalk.files(matching: Layout(layout)), monitor: AttemptMonitor(),
      note: try CrashNote(path: note))
    return try sampler.splitPoints().map { Data($0) }
  }
}
