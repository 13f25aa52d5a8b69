import Digest
import Foundation
package import Model
import Output
import PluginHost

/// What an incomplete job leaves beside its result, so that another one can go on from it: how its map
/// tasks were cut, and what those left that lacked nothing.
struct FormerJob: Codable {
  static let version = 1

  /// What another job's map output has to agree in to be merged with this one's.
  struct Shape: Codable, Equatable {
    var partitions: Int
    var splitPoints: [Data]
    var format: InputFormat
    var parameters: [String: String]
    /// Nil for a job of plain functions.
    var job: PluginDescription.Job?

    init(_ prepared: PreparedJob, job: PluginDescription.Job?) {
      partitions = prepared.plan.partitions
      splitPoints = prepared.splitPoints.map { Data($0) }
      format = prepared.plan.format.withoutFile
      parameters = prepared.plan.parameters
      self.job = job
      // What is only for people, or for the plan, does not matter.
      self.job?.description = nil
      self.job?.parameters = nil
      self.job?.attributes = []
      self.job?.format = nil
    }
  }

  /// A stretch of a file that a task reads.
  struct Piece: Codable, Equatable {
    var path: BytePath
    var size: Int
    var modified: Int64
    var offset: Int
    var length: Int
    var share: Int
    var shares: Int
  }

  struct Task: Codable {
    var pieces: [Piece]
    var blocks: Int
    var offsets: [[Int]]
    var records: [[Int]]
    var engine: [String: Int64]
    var user: [String: Int64]
    /// The name of the file with its blocks; nil if the task is to run again.
    var file: String?
  }

  var version = FormerJob.version
  var spec: JobSpec
  /// Of the libraries that the job ran.
  var digests: [String]
  var shape: Shape
  /// The number of mappers that the tasks were cut for.
  var mappers: Int
  var tasks: [Task]

  /// - Parameter output: An output directory.
  /// - Throws: `notFound` if nothing was left there, `input` if it is damaged.
  init(in output: String) throws(MRError) {
    let path = "\(output)/\(ResultMark.bad)/\(ResultMark.formerJob)"
    guard let content = FileManager.default.contents(atPath: path) else {
      throw MRError(
        .notFound, "there is nothing to go on from in \"\(printable(output.utf8))\"",
        cause: "\(ResultMark.bad)/\(ResultMark.formerJob) is missing",
        remedy: "Name the output directory of a job that ended as incomplete.")
    }
    let digest = content.prefix(64)
    let body = content.dropFirst(65)
    guard Array(digest) == Array(hexadecimal(SHA256.hash(data: Data(body))).utf8),
      let job = try? JSONDecoder().decode(FormerJob.self, from: Data(body)),
      job.version == Self.version, (1...Role.mostProcesses).contains(job.mappers)
    else {
      throw MRError(
        .input, "\"\(printable(path.utf8))\" is damaged, or of another version of mr",
        remedy: "Run the job again.")
    }
    self = job
  }

  init(spec: JobSpec, digests: [String], shape: Shape, mappers: Int, tasks: [Task]) {
    self.spec = spec
    self.digests = digests
    self.shape = shape
    self.mappers = mappers
    self.tasks = tasks
  }

  /// The content of the file: the digest of what follows it, and that.
  func encoded() throws -> Data {
    let body = try JSONEncoder().encode(self)
    return Data("\(hexadecimal(SHA256.hash(data: body)))\n".utf8) + body
  }

  /// The name under which a block is sealed.
  static func key(_ task: Int, _ block: Int) -> String { "former.\(task).\(block)" }
}

extension FormerJob.Piece {
  static func all(of task: MapTask) -> [Self] {
    task.inputs.flatMap { input in
      input.chunk.spans.compactMap { span in
        task.files[span.file].map { file in
          Self(
            path: file.path, size: file.size, modified: file.modified, offset: span.offset,
            length: span.length, share: input.share, shares: input.chunk.shares)
        }
      }
    }
  }
}

extension InputFormat {
  /// The same, whatever the plugin's file is: its digest is one of the job's.
  var withoutFile: Self {
    switch self {
    case .plugin(_, let name, let isSplittable):
      .plugin(
        PluginFile(path: "", digest: "", size: 0), name: name, splittable: isSplittable)
    case .text, .rawText, .whole: self
    }
  }
}

/// The spec of the job that an incomplete result is of.
/// - Throws: `notFound` if nothing was left there, `input` if it is damaged.
package func savedSpec(in output: String) throws(MRError) -> JobSpec {
  let former = try FormerJob(in: output)
  var spec = former.spec
  // What is taken over has as many, whatever the cluster's reducers are.
  spec.reducers = former.shape.partitions
  return spec
}
