import Output
import Threading
import Foundation
import Input
import Model
import PluginHost
import Synchronization

/// Finds everything about a job spec that can be refused before it runs: each refusal says what to
/// do about it.
final class Preflight: Sendable {
  struct Planned: Sendable {
    var plan: JobPlan
    /// What a record is called where a range of them is named; nil for whole files.
    var recordName: String?
    /// Whether a sample of the keys tells where the partitions begin.
    var samplesKeys = false
    /// What the plan's files are, for as long as the job needs them.
    var copies: [PluginCopy] = []
    /// The parameters that some attempt has to ask for.
    var watch: ParameterWatch?
  }

  private struct Copied {
    var identity: FileIdentity
    var copy: PluginCopy
    /// Once it was inspected.
    var description: PluginDescription?
  }
  /// Plugins that were copied and have not changed since, by path.
  private let copied = Mutex<[String: Copied]>([:])
  private static let mostCopied = 64
  private let copies: PluginCopies
  /// Jobs of which an instance was created.
  let trials = Mutex<Set<Trial>>([])
  private let locator = PluginLocator.standard()

  /// - Parameter directory: for copies of plugins.
  init(directory: String) { copies = PluginCopies(directory: directory) }

  /// Removes the copies of plugins. Blocks.
  func end() { copies.end() }

  /// - Parameters:
  ///   - reducers: Number of partitions where the spec names none.
  ///   - adopting: The job began in a former life of the master: what lies in the output directory
  ///     is its own.
  func plan(_ spec: JobSpec, reducers: Int, adopting: Bool = false) async throws(MRError)
    -> Planned
  {
    let copy: PluginCopy? =
      if spec.functions == nil { try await self.copy(locator.locate(spec.plugin)) } else { nil }
    // Each is a process; what the trial says counts when all else is in order.
    async let trial: String? = if let copy, !adopting { tryOut(copy.file, spec) } else { nil }
    let own: (PluginCopy, PluginDescription)? =
      if let copy { (copy, try await inspect(copy)) } else { nil }
    let job = try own?.1.job(spec.job, of: spec.plugin)
    let layout = try Layout(spec.input)
    let named =
      if let own, let job { try own.1.formatName(spec.format, of: job) } else { spec.format }
    let partitions = try Self.partitions(spec, reducers: reducers)
    let formatName = try await BlockingThread.run { () throws(MRError) in
      if !adopting { try OutputDirectory(path: spec.output).check() }
      let files = try InputWalk.files(matching: layout)
      return try FormatName(named, for: layout, files: files)
    }
    let (format, formatCopy, description) = try await format(formatName, own: own)
    let check = ParameterCheck(plugin: own?.1.name ?? "", job: job, format: description)
    try check.run(spec.parameters, attributes: layout.attributeNames)
    if let job, let reason = await trial {
      throw MRError(
        .plugin, "job \(job.name) refuses to start", cause: reason,
        remedy: "Look at the parameters that are given, or at its create function.")
    }
    var functions: Functions?
    if let named = spec.functions {
      let input = FunctionJob.InputTypes(format, description)
      functions = try await resolve(named, input: input, attributes: layout.attributeNames)
    }
    guard let plugin = own?.0.file ?? functions?.library, let name = job?.name ?? functions?.name
    else {
      throw MRError(.invalidArgument, "the job has neither a plugin nor functions")
    }
    let plan = JobPlan(
      plugin: plugin, job: name, format: format, parameters: spec.parameters,
      partitions: partitions, output: BytePath(spec.output), functions: spec.functions,
      libraries: functions?.libraries ?? [:])
    return Planned(
      plan: plan, recordName: Self.recordName(format, description),
      samplesKeys: job?.partitioner == .range,
      copies: [copy, formatCopy].compactMap(\.self) + (functions?.copies ?? []),
      watch: check.watch(spec.parameters))
  }

  /// The number of partitions of a job that writes where any process can.
  private static func partitions(_ spec: JobSpec, reducers: Int) throws(MRError) -> Int {
    let partitions = spec.reducers ?? reducers
    guard (1...maximumPartitions).contains(partitions) else {
      throw MRError(
        .invalidArgument, "\(partitions) reducers are not possible",
        remedy: "Name a number from 1 to \(maximumPartitions).")
    }
    guard spec.output.hasPrefix("/") else {
      throw MRError(
        .invalidArgument, "the output \"\(spec.output)\" is not an absolute path",
        remedy: "The master cannot know where it is relative to.")
    }
    return partitions
  }

  private static func recordName(
    _ format: InputFormat, _ description: PluginDescription.Format?
  ) -> String? {
    switch format {
    case .text, .rawText: "line"
    case .whole: nil
    case .plugin: description?.recordName
    }
  }

  private func format(
    _ name: FormatName, own: (PluginCopy, PluginDescription)?
  ) async throws(MRError) -> (InputFormat, PluginCopy?, PluginDescription.Format?) {
    switch name {
    case .text: return (.text, nil, nil)
    case .rawText: return (.rawText, nil, nil)
    case .whole: return (.whole, nil, nil)
    case .plugin(let name):
      // The job's own plugin comes first; otherwise the name is that of a plugin.
      if let own, let format = own.1.formats.first(where: { $0.name == name }) {
        return (
          .plugin(own.0.file, name: format.name, splittable: format.isSplittable), nil, format
        )
      }
      let copy: PluginCopy
      let description: PluginDescription
      do throws(MRError) {
        copy = try await self.copy(locator.locate(name))
        description = try await inspect(copy)
      } catch  where error.code == .notFound {
        throw MRError(
          .notFound, "there is no input format \"\(printable(name.utf8))\"",
          remedy:
            "Formats are \"text\", \"text!\", \"whole\", those of the job's own plugin, and those of "
            + "plugins, which are named as for --plugin: \"pdf\".")
      }
      guard
        let format = description.formats.first(where: { $0.name == name })
          ?? description.formats.first
      else {
        throw MRError(
          .notFound, "the plugin \(name) has no input format",
          remedy:
            "Formats are \"text\", \"text!\", \"whole\", and those of plugins, such as \"pdf\".")
      }
      return (
        .plugin(copy.file, name: format.name, splittable: format.isSplittable), copy, format
      )
    }
  }

  /// The master's copy of a file, made anew if the file has changed since the last one.
  func copy(_ path: String) async throws(MRError) -> PluginCopy {
    // Taken before the copy: a file that changes meanwhile is copied again.
    let identity = FileIdentity(BytePath(path))
    if let known = copied.withLock({ $0[path] }), known.identity == identity { return known.copy }
    let copy = try await BlockingThread.run { [copies] () throws(MRError) in
      try copies.take(path)
    }
    if let identity {
      copied.withLock { copied in
        if copied.count >= Self.mostCopied { copied = [:] }
        copied[path] = Copied(identity: identity, copy: copy)
      }
    }
    return copy
  }

  /// Has a plugin loaded in a child process: one that crashes when it is loaded must not take the
  /// master along.
  private func inspect(_ copy: PluginCopy) async throws(MRError) -> PluginDescription {
    let path = copy.file.path
    if let known = copied.withLock({ $0[path] }), known.copy === copy,
      let description = known.description
    {
      return description
    }
    let description = try await describe(copy.file)
    copied.withLock { copied in
      if copied[path]?.copy === copy { copied[path]?.description = description }
    }
    return description
  }

  private func describe(_ file: PluginFile) async throws(MRError) -> PluginDescription {
    let refusal = { cause in
      MRError(
        .plugin, "the plugin \"\(printable(file.path.utf8))\" cannot be loaded", cause: cause,
        remedy: "`mr plugin inspect` shows what is wrong with it.")
    }
    switch try await PluginInquiry<PluginDescription>.ask(
      ["plugin", "describe", file.path] + file.copyOption, timeout: .seconds(30))
    {
    case .done(let description): return description
    case .refused(let error): throw refusal(error.description)
    case .silent(let ending): throw refusal("the process that loaded it \(ending)")
    }
  }
}

/// As many part files as a directory bears well.
private let maximumPartitions = 65536

extension PluginFile {
  /// For a child process that loads it.
  var copyOption: [String] { copy.map { ["--copy", $0] } ?? [] }
}

extension PluginDescription {
  /// - Parameter plugin: the plugin's name, for messages.
  fileprivate func job(_ name: String?, of plugin: String) throws(MRError) -> Job {
    if let job = jobs.first(where: { name == nil || $0.name == name }) { return job }
    throw MRError(
      .notFound, "the plugin \(plugin) has no job \"\(name ?? "")\"",
      remedy: jobs.isEmpty
        ? "It has input formats only: name it with --format."
        : "Its jobs: \(jobs.map(\.name).joined(separator: ", ")).")
  }
}
