internal import Input
package import Model
internal import PluginHost
internal import Output
internal import Synchronization
internal import Threading

/// Makes plans of specs. Finds everything about a spec that can be refused before the job runs: each
/// refusal says what to do about it, in the same words wherever the job is to run.
package final class Planner: Sendable {
  struct Taken {
    var identity: FileIdentity
    var copy: PluginCopy
  }
  /// Plugins that have not changed since they were copied, by path.
  let taken = Mutex<[String: Taken]>([:])
  let door: any PluginDoor
  let copies: PluginCopies
  let locator: PluginLocator
  let rule: PluginRule

  /// - Parameters:
  ///   - directory: for copies of plugins; nil for none.
  ///   - rule: which plugins jobs may have. Its directories are where names are looked for first.
  package init(_ door: any PluginDoor, directory: String?, rule: PluginRule = .all) {
    self.door = door
    self.rule = rule
    locator = .standard(first: rule.directories ?? [])
    copies = PluginCopies(directory: directory)
  }

  /// Removes the copies of plugins. Blocks.
  package func end() { copies.end() }

  /// - Parameters:
  ///   - reducers: Number of partitions where the spec names none.
  ///   - adopting: The job began in a former life of the master: what lies in the output directory
  ///     is its own.
  package func plan(
    _ spec: JobSpec, reducers: Int, adopting: Bool = false
  ) async throws(MRError) -> PlannedJob {
    let copy = spec.functions == nil ? try await take(locator.locate(spec.plugin)) : nil
    // What it says counts when all else is in order. Another process that creates the job has also learned what
    // the plugin offers.
    let tried = adopting ? nil : copy
    let early = door.isApart ? await objection(to: spec, tried) : nil
    let own: OpenPlugin? =
      if let copy { try await describe(copy, as: spec.plugin) } else { nil }
    let job = try own?.job(spec.job)
    let layout = try Layout(spec.input)
    let formatName =
      if let own, let job {
        try own.description.formatName(spec.format, of: job)
      } else { spec.format }
    let partitions = try Self.partitions(spec, reducers: reducers)
    let input = try await walk(
      layout, formats: [formatName], output: adopting ? nil : spec.output,
      listsRefusals: spec.badInput.reaction == .skip)
    let format = try await self.format(input.formats[0], own: own)
    let check = ParameterCheck(
      plugin: own?.description.name ?? "", job: job, format: format.description)
    try check.run(spec.parameters, attributes: layout.attributeNames)
    let objection = door.isApart ? early : await objection(to: spec, tried)
    if let job, let objection { throw Self.refused(job, objection) }
    var functions: FoundFunctions?
    if let named = spec.functions {
      functions = try await find(
        named, format, attributes: layout.attributeNames + (format.description?.attributes ?? []))
    }
    guard let plugin = copy?.file ?? functions?.library, let name = job?.name ?? functions?.name
    else {
      throw MRError(.invalidArgument, "the job has neither a plugin nor functions")
    }
    let plan = JobPlan(
      plugin: plugin, job: name, format: format.format, parameters: spec.parameters,
      partitions: partitions, output: BytePath(spec.output), badInput: spec.badInput,
      functions: spec.functions,
      libraries: functions?.libraries ?? [:], cache: spec.cache, reuse: spec.reuse,
      provenance: spec.provenance)
    return PlannedJob(
      plan: plan, listing: input.listing, recordName: format.recordName,
      samplesKeys: job?.partitioner == .range,
      copies: [copy, format.copy].compactMap(\.self) + (functions?.copies ?? []),
      watch: check.watch(spec.parameters), job: job)
  }

  /// What the job says against its parameters.
  /// - Parameter plugin: nil if it is not to be asked.
  private func objection(to spec: JobSpec, _ plugin: PluginCopy?) async -> MRError? {
    guard let plugin else { return nil }
    do throws(MRError) {
      try await door.tryOut(plugin.file, job: spec.job, parameters: spec.parameters)
      return nil
    } catch {
      return error
    }
  }

  private static func refused(_ job: PluginDescription.Job, _ error: MRError) -> MRError {
    MRError(
      .plugin, "job \(job.name) refuses to start",
      cause: error.line,
      remedy: error.remedy
        ?? "Look at the parameters that are given, or at its create function.")
  }
}
