internal import Glibc
internal import Model
internal import PluginHost

/// Carries out single checks in this process, which may crash of it.
struct CheckRunner {
  private let request: CertificationRequest
  private let progress: (String) -> Void

  /// - Parameter progress: is told what is about to be tried, so that it is known if the plugin
  ///   does not come back.
  init(_ request: CertificationRequest, progress: @escaping (String) -> Void) {
    self.request = request
    self.progress = progress
  }

  func run(_ check: Check, of subject: CheckSubject) -> Verdict {
    do {
      return try verdict(check, subject)
    } catch let verdict as Verdict {
      return verdict
    } catch let error as MRError {
      return .failed(error)
    } catch {
      return .failed("\(error)")
    }
  }

  private func verdict(_ check: Check, _ subject: CheckSubject) throws -> Verdict {
    if check == .symbols { return try SymbolCheck(request.plugin).run() }
    progress("loading \(request.plugin)")
    let plugin = try Plugin.load(path: request.plugin)
    switch subject {
    case .plugin:
      let jobs = plugin.description.jobs.count
      let formats = plugin.description.formats.count
      return .ok(
        "tables of interface \(plugin.description.abi): \(counted(jobs, "job")), "
          + counted(formats, "input format"))
    case .job(let name):
      return try jobVerdict(check, try plugin.job(name))
    case .format(let name):
      let checks = FormatChecks(try plugin.format(name), request, progress)
      return switch check {
      case .openClose: try checks.openClose()
      case .oddFiles: try checks.oddFiles()
      case .sameRecords: try checks.sameRecords()
      case .shares: try checks.shares()
      default: .skipped("not for input formats")
      }
    }
  }

  private func jobVerdict(_ check: Check, _ job: PluginJob) throws -> Verdict {
    let probe = JobProbe(job, request.parameters)
    let sample = SampleSource(request, job.description)
    if check.needsSample, request.input == nil, request.format(of: job.description.name) != .text {
      return .skipped(
        "the job reads files of the format \(job.description.format ?? "that was named")",
        remedy: "Give it some with --input.")
    }
    return switch check {
    case .createDestroy: try CreateDestroyCheck(job, request.parameters, progress).run()
    case .sample: try SampleCheck(probe, sample, progress).run()
    case .oddRecords: try OddRecordsCheck(probe, progress).run()
    case .deterministic: try DeterminismCheck(probe, sample, progress).run()
    case .combine: try CombineCheck(probe, sample, progress).run()
    case .partition: try PartitionCheck(probe, sample, progress).run()
    case .compare: try CompareCheck(probe, sample, progress).run()
    case .cancellation: try CancellationCheck(job, request.parameters, sample, progress).run()
    case .errorTexts: try ErrorTextCheck(job, request.parameters, progress).run()
    default: .skipped("not for jobs")
    }
  }
}
