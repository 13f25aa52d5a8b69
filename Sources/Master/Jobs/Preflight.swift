import Crypto
import Execution
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
  }

  private struct Inspected {
    var identity: FileIdentity
    var file: PluginFile
    var description: PluginDescription
  }
  /// Plugins that were inspected and have not changed since, by path.
  private let inspected = Mutex<[String: Inspected]>([:])
  /// Jobs of which an instance was created.
  let trials = Mutex<Set<Trial>>([])
  private let locator = PluginLocator.standard()

  /// - Parameters:
  ///   - reducers: Number of partitions where the spec names none.
  ///   - adopting: The job began in a former life of the master: what lies in the output directory
  ///     is its own.
  func plan(_ spec: JobSpec, reducers: Int, adopting: Bool = false) async throws(MRError)
    -> Planned
  {
    let path = spec.functions == nil ? try locator.locate(spec.plugin) : nil
    // Each is a process; what the trial says counts when all else is in order.
    async let trial: String? = if let path, !adopting { tryOut(path, spec) } else { nil }
    let own: (PluginFile, PluginDescription)? =
      if let path { try await inspect(path) } else { nil }
    let job = try own?.1.job(spec.job, of: spec.plugin)
    let layout = try Layout(spec.input)
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
    let formatName = try await BlockingThread.run { () throws(MRError) in
      if !adopting { try OutputDirectory(path: spec.output).check() }
      let files = try InputWalk.files(matching: layout)
      return try FormatName(spec.format, for: layout, files: files)
    }
    let (format, description) = try await format(formatName, own: own)
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
    guard let plugin = own?.0 ?? functions?.library, let name = job?.name ?? functions?.name else {
      throw MRError(.invalidArgument, "the job has neither a plugin nor functions")
    }
    let plan = JobPlan(
      plugin: plugin, job: name, format: format, parameters: spec.parameters,
      partitions: partitions, output: BytePath(spec.output), functions: spec.functions,
      libraries: functions?.libraries ?? [:])
    let recordName: String? =
      switch format {
      case .text, .rawText: "line"
      case .whole: nil
      case .plugin: description?.recordName
      }
    return Planned(
      plan: plan, recordName: recordName, samplesKeys: job?.partitioner == .range)
  }

  private func format(
    _ name: FormatName, own: (PluginFile, PluginDescription)?
  ) async throws(MRError) -> (InputFormat, PluginDescription.Format?) {
    switch name {
    case .text: return (.text, nil)
    case .rawText: return (.rawText, nil)
    case .whole: return (.whole, nil)
    case .plugin(let name):
      // The job's own plugin comes first; otherwise the name is that of a plugin.
      if let own, let format = own.1.formats.first(where: { $0.name == name }) {
        return (.plugin(own.0, name: format.name, splittable: format.isSplittable), format)
      }
      let file: PluginFile
      let description: PluginDescription
      do throws(MRError) {
        (file, description) = try await inspect(locator.locate(name))
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
      return (.plugin(file, name: format.name, splittable: format.isSplittable), format)
    }
  }

  /// Takes a plugin's digest, and has it loaded in a child process: a plugin that crashes when it is
  /// loaded must not take the master along.
  private func inspect(_ path: String) async throws(MRError) -> (PluginFile, PluginDescription) {
    // Taken before the digest: a file that changes meanwhile is looked at again.
    let identity = FileIdentity(path)
    if let known = inspected.withLock({ $0[path] }), known.identity == identity {
      return (known.file, known.description)
    }
    let digest = try await BlockingThread.run { () throws(MRError) in try fileDigest(path) }
    let description = try await describe(path)
    let file = PluginFile(path: path, digest: digest, size: identity?.size ?? 0)
    if let identity {
      inspected.withLock {
        $0[path] = Inspected(identity: identity, file: file, description: description)
      }
    }
    return (file, description)
  }

  private func describe(_ path: String) async throws(MRError) -> PluginDescription {
    let child = try await ChildProcess.collect(
      ChildProcess.ownExecutable, ["plugin", "inspect", "--brief", "--json", path],
      timeout: .seconds(30))
    guard child.ending.isSuccess else {
      throw MRError(
        .plugin, "the plugin \"\(printable(path.utf8))\" cannot be loaded",
        cause: reason(child.errors) ?? "the process that loaded it \(child.ending)",
        remedy: "`mr plugin inspect` shows what is wrong with it.")
    }
    do {
      return try JSONDecoder().decode(PluginDescription.self, from: Data(child.output.utf8))
    } catch {
      throw MRError(
        .internal, "the description of the plugin \(path) is damaged", cause: "\(error)")
    }
  }

  /// What the inspection said on stderr, without the program's name before it.
  func reason(_ errors: String) -> String? {
    let prefix = "mr: error: "
    guard let range = errors.range(of: prefix) else { return nil }
    let text = errors[range.upperBound...].trimmingCharacters(in: .whitespacesAndNewlines)
    return text.isEmpty ? nil : text
  }
}

/// As many part files as a directory bears well.
private let maximumPartitions = 65536

/// SHA-256 of a file in lower-case hexadecimal. Blocks.
func fileDigest(_ path: String) throws(MRError) -> String {
  guard let file = FileHandle(forReadingAtPath: path) else {
    throw MRError(
      .plugin, "cannot read the plugin \"\(printable(path.utf8))\"",
      cause: String(cString: strerror(errno)))
  }
  var hash = SHA256()
  do {
    while let data = try file.read(upToCount: 1 << 20), !data.isEmpty { hash.update(data: data) }
  } catch {
    throw MRError(.plugin, "cannot read the plugin \"\(printable(path.utf8))\"", cause: "\(error)")
  }
  return hexadecimal(hash.finalize())
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
