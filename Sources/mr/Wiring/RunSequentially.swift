import Output
import Threading
import Execution
import Foundation
import Input
import Master
import Model
import PluginHost

/// Runs a job in this process, without a store.
func runSequentially(_ spec: JobSpec) async throws -> JobSummary {
  Console.keepFromPlugins()
  let monitor = AttemptMonitor()
  return try await withTaskCancellationHandler {
    try await BlockingThread.run { () throws(MRError) in
      let listing = try InputWalk.listing(of: try Layout(spec.input))
      let files = listing.files
      let (plan, watch, plugins) = try plan(spec, files)
      var job = try LoadedJob(plan) { (file) throws(MRError) in
        if let plugin = plugins[file.path] { return plugin }
        return try Plugin.load(path: file.path)
      }
      let sampler = KeySampler(
        job, files: files, monitor: monitor, note: try CrashNote(path: nil))
      try job.setSplitPoints(try sampler.splitPoints())
      let runner = SequentialRunner(
        job, files: files, output: OutputDirectory(path: spec.output), monitor: monitor,
        watch: watch)
      let result: Result<SequentialRunner.Result, MRError>
      do throws(MRError) { result = .success(try runner.run()) } catch { result = .failure(error) }
      for line in monitor.takeLog() { Console.note(line.text) }
      return JobSummary(
        title: "job succeeded", files: UInt64(files.count),
        bytes: files.reduce(0) { $0 + UInt64(clamping: $1.size) }, tasks: nil,
        counters: try result.get().counters, notices: listing.remark.map { [$0] } ?? [],
        output: spec.output)
    }
  } onCancel: {
    monitor.cancel()
  }
}

/// The plan of a job whose plugins are loaded into this very process: their digests tell nobody
/// anything.
private func plan(_ spec: JobSpec, _ files: [InputFile]) throws(MRError)
  -> (JobPlan, ParameterWatch?, [String: Plugin])
{
  var plugins: [String: Plugin] = [:]
  func load(_ name: String) throws(MRError) -> (PluginFile, Plugin) {
    let path = try PluginLocator.standard().locate(name)
    let plugin = try PluginCopies.load(path)
    plugins[path] = plugin
    return (PluginFile(path: path, digest: "", size: 0), plugin)
  }
  let own = spec.functions == nil ? try load(spec.plugin) : nil
  let job = try own?.1.job(spec.job)
  let layout = try Layout(spec.input)
  let format: InputFormat
  var description: PluginDescription.Format?
  let named =
    if let own, let job {
      try own.1.description.formatName(spec.format, of: job.description)
    } else {
      spec.format
    }
  switch try FormatName(named, for: layout, files: files) {
  case .text: format = .text
  case .rawText: format = .rawText
  case .whole: format = .whole
  case .plugin(let name):
    let isOwn = own?.1.description.formats.contains { $0.name == name } ?? false
    let (file, plugin) = if isOwn, let own { own } else { try load(name) }
    let found = try plugin.format(
      plugin.description.formats.contains { $0.name == name } ? name : nil)
    description = found.description
    format = .plugin(
      file, name: found.description.name, splittable: found.description.isSplittable)
  }
  let check = ParameterCheck(
    plugin: own?.1.description.name ?? "", job: job?.description, format: description)
  try check.run(spec.parameters, attributes: layout.attributeNames)
  var libraries: [String: PluginFile] = [:]
  if let functions = spec.functions {
    let input = FunctionJob.InputTypes(format, description)
    let job = try FunctionJob(functions, input: input, attributes: layout.attributeNames)
    for signature in job.signatures {
      let path = try FunctionLibrary.locate(signature.library)
      libraries[signature.library] = PluginFile(path: path, digest: "", size: 0)
    }
  }
  let plan = JobPlan(
    plugin: own?.0 ?? PluginFile(path: "", digest: "", size: 0),
    job: job?.description.name ?? "", format: format, parameters: spec.parameters,
    partitions: spec.reducers ?? ProcessInfo.processInfo.activeProcessorCount,
    output: BytePath(spec.output), functions: spec.functions, libraries: libraries)
  return (plan, check.watch(spec.parameters), plugins)
}
