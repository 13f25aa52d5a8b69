import Execution
import Foundation
import Input
import Model
import PluginHost

/// Runs a job in this process, without a store.
/// - Returns: the job's counters.
func runSequentially(_ spec: JobSpec) async throws -> Counters {
  let monitor = AttemptMonitor()
  return try await withTaskCancellationHandler {
    let result = try await BlockingThread.run { () throws(MRError) in
      let (plan, plugins) = try plan(spec)
      let job = try LoadedJob(plan) { (file) throws(MRError) in
        if let plugin = plugins[file.path] { return plugin }
        return try Plugin.load(path: file.path)
      }
      let files = try InputWalk.files(matching: try Layout(spec.input))
      let runner = SequentialRunner(
        job, files: files, output: OutputDirectory(path: spec.output), monitor: monitor)
      let result: Result<SequentialRunner.Result, MRError>
      do throws(MRError) { result = .success(try runner.run()) } catch { result = .failure(error) }
      for line in monitor.takeLog() { Console.note(line.text) }
      return try result.get()
    }
    return result.counters
  } onCancel: {
    monitor.cancel()
  }
}

/// The plan of a job whose plugins are loaded into this very process: their digests tell nobody
/// anything.
private func plan(_ spec: JobSpec) throws(MRError) -> (JobPlan, [String: Plugin]) {
  var plugins: [String: Plugin] = [:]
  func load(_ name: String) throws(MRError) -> (PluginFile, Plugin) {
    let path = try PluginLocator.standard().locate(name)
    let plugin = try Plugin.load(path: path)
    plugins[path] = plugin
    return (PluginFile(path: path, digest: "", size: 0), plugin)
  }
  let (file, plugin) = try load(spec.plugin)
  let job = try plugin.job(spec.job)
  let format: InputFormat
  switch FormatName(spec.format, for: try Layout(spec.input)) {
  case .text: format = .text
  case .whole: format = .whole
  case .plugin(let name):
    let isOwn = plugin.description.formats.contains { $0.name == name }
    let (file, plugin) = isOwn ? (file, plugin) : try load(name)
    let found = try plugin.format(
      plugin.description.formats.contains { $0.name == name } ? name : nil)
    format = .plugin(
      file, name: found.description.name, splittable: found.description.isSplittable)
  }
  let plan = JobPlan(
    plugin: file, job: job.description.name, format: format, parameters: spec.parameters,
    partitions: spec.reducers ?? ProcessInfo.processInfo.activeProcessorCount,
    output: BytePath(spec.output))
  return (plan, plugins)
}
