internal import CMapReduce
internal import Input
internal import Model
internal import PluginHost

/// The records that a job is checked with: of the author's files, or of a text of our own.
struct SampleSource {
  private let request: CertificationRequest
  private let job: PluginDescription.Job
  /// Enough to see what a job does, few enough to do it hundreds of times.
  private static let mostBytes = 4 << 20
  private static let mostRecords = 4096
  private static let batchSize = 256

  init(_ request: CertificationRequest, _ job: PluginDescription.Job) {
    self.request = request
    self.job = job
  }

  /// Whether the author gave it. What is our own a job may refuse.
  var isAuthors: Bool { request.input != nil }

  /// A file of our own, with all parts that the job says it reads from the layout.
  static func ownFile(_ job: PluginDescription.Job, _ parameters: [String: String]) -> InputFile {
    let named = (job.parameters ?? []).filter { $0.kind == .attribute }
      .compactMap { parameters[$0.name] }
    return InputFile(
      path: BytePath("sample.txt"), relativePath: BytePath("sample.txt"),
      attributes: Set(job.attributes + named).sorted().map {
        .init(name: $0, value: Array("sample".utf8))
      }, size: 0, modified: 0)
  }

  func batches() throws(MRError) -> [RecordBatchStorage] {
    guard let input = request.input else { return ownBatches }
    return try SampleReader(
      files: InputWalk.files(matching: Layout(input)), format: request.format(of: job.name),
      parameters: request.parameters
    ).read(mostBytes: Self.mostBytes, mostRecords: Self.mostRecords, batchSize: Self.batchSize)
  }

  private var ownBatches: [RecordBatchStorage] {
    let file = Self.ownFile(job, request.parameters)
    var offset = 0
    let records = SampleText.lines.map { line in
      defer { offset += line.count + 1 }
      return Emission(key: bytes(of: Int64(offset)), value: line)
    }
    return stride(from: 0, to: records.count, by: 64).map { start in
      RecordBatchStorage(
        Array(records[start..<min(records.count, start + 64)]), of: file, recordName: "line",
        firstRecord: start + 1)
    }
  }
}
