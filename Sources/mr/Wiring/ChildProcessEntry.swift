import Certification
import Execution
import Foundation
import Model
import Planning
import PluginHost

/// The process in which a plugin may do what it likes: does one thing with it, which standard input says.
/// Started by masters, and by the other commands that look into plugins.
enum ChildProcessEntry {
  /// - Returns: whether this is the command line of such a process. A parser of all that users may write would take
  ///   longer to begin than a plugin takes to be described.
  static func isMeant(by words: [String]) -> Bool {
    words.dropFirst().elementsEqual(PluginChild.arguments)
  }

  static func run() throws(MRError) -> Never {
    var server = ChildServer()
    server.on(DescribeRequest.self) { (request, _) throws(MRError) in try request.answer() }
    server.on(TrialRequest.self) { (request, _) throws(MRError) in try request.answer() }
    server.on(FunctionsRequest.self) { (request, _) throws(MRError) in try request.answer() }
    server.on(SampleRequest.self) { (request, _) throws(MRError) in
      let job = try LoadedJob(request.plan, isCaching: true) { (file) throws(MRError) in
        try Plugin.load(path: file.path, copy: file.copy)
      }
      let sampler = KeySampler(
        job, sample: request.sample, monitor: AttemptMonitor(),
        note: try CrashNote(path: request.note), care: request.care)
      return try sampler.splitPoints().map { Data($0) }
    }
    server.on(TraceRequest.self) { (request, progress) throws(MRError) in
      let job = try LoadedJob(request.plan, isCaching: true) { (file) throws(MRError) in
        try Plugin.load(path: file.path, copy: file.copy)
      }
      return try KeyTracer(job, key: request.key).trace(request.files, begin: progress)
    }
    server.on(DocumentsRequest.self) { (request, progress) throws(MRError) in
      try request.answer(progress)
    }
    server.on(UnresolvedRequest.self) { (request, _) in request.answer() }
    server.on(CheckRequest.self) { (request, progress) in request.answer(progress) }
    try server.run()
  }
}
