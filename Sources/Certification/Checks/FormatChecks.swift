internal import CMapReduce
internal import Input
internal import Model
internal import PluginHost

/// The checks of an input format: with the author's files if there are any, and with files that are
/// none of its kind.
struct FormatChecks {
  private let format: PluginFormat
  private let request: CertificationRequest
  private let progress: (String) -> Void
  private static let mostFiles = 8
  private static let mostBytes = 32 << 20
  private static let damages = 40

  init(
    _ format: PluginFormat, _ request: CertificationRequest,
    _ progress: @escaping (String) -> Void
  ) {
    self.format = format
    self.request = request
    self.progress = progress
  }

  // MARK: Checks

  func openClose() throws -> Verdict {
    let file = try files().first ?? File(name: "an empty file", content: [])
    progress("open and close of \(file.name)")
    return try GrowthMeasurement(
      what: "open, next and close of \(file.name)",
      remedy: "Free in close what open and next allocate or open, also when open fails."
    ).run { () throws(MRError) in
      if case .broken(let error) = read(file, mostRecords: 2) { throw error }
    }
  }

  func oddFiles() throws -> Verdict {
    var generator = SeededGenerator(seed: 4)
    var odd = OddValues.values.map { File(name: "a file of \($0.name)", content: $0.bytes) }
    for file in try files().prefix(2) where !file.content.isEmpty {
      for _ in 0..<Self.damages {
        odd.append(Self.damaged(file, &generator))
      }
    }
    var refused = 0
    for file in odd {
      progress(file.name)
      switch read(file) {
      case .records: break
      case .refused: refused += 1
      case .broken(let error):
        throw Verdict.failed(
          "\(file.name): \(error.message)" + (error.cause.map { ": \($0)" } ?? ""),
          remedy: error.remedy ?? ErrorTextCheck.remedy)
      }
    }
    return .ok("\(odd.count) odd and damaged files, \(refused) of them refused with a reason")
  }

  func sameRecords() throws -> Verdict {
    var fingerprint = Fingerprint()
    var records = 0
    for file in try ownFiles() {
      progress("reading \(file.name) twice")
      let first = try read(file).get()
      guard try read(file, capacity: 3).get() == first else {
        throw Verdict.failed(
          "\(file.name) gave other records when it was read again",
          remedy: "Let the records depend on the file alone, and not on the capacity of a batch.")
      }
      for numbered in first {
        fingerprint.add(bytes(of: Int64(numbered.number)))
        fingerprint.add(numbered.record.key)
        fingerprint.add(numbered.record.value)
      }
      records += first.count
    }
    return .ok("\(counted(records, "record")), twice the same", fingerprint: fingerprint.value)
  }

  func shares() throws -> Verdict {
    guard format.description.isSplittable else {
      return .skipped("the format does not split files")
    }
    for file in try ownFiles() {
      let whole = try read(file).get()
      for count in [2, 3, 7] {
        progress("reading \(file.name) in \(count) shares")
        // Several map tasks of one share, and one of all shares.
        let tasks = (0..<count).map { $0..<$0 + 1 }
        for tasks in [tasks, [0..<count]] {
          var joined: [Numbered] = []
          for task in tasks { joined += try read(file, shares: task, of: count).get() }
          guard joined == whole else {
            throw Verdict.failed(
              "\(file.name) has \(counted(whole.count, "record")), and \(joined.count) "
                + (joined.count == whole.count ? "others " : "")
                + "when it is read in \(count) shares",
              remedy: "Deal every record, with its number in the file, to exactly one share: from "
                + "total * index / count to total * (index + 1) / count.")
          }
        }
      }
    }
    return .ok("2, 3 and 7 shares give the records of the whole file")
  }

  // MARK: Files

  private struct File {
    var name: String
    var content: [UInt8]
  }

  /// The author's files, if they are of this format.
  private func files() throws(MRError) -> [File] {
    guard let input = request.input, let read = request.reads(format.description.name) else {
      return []
    }
    let found = try InputWalk.files(matching: Layout(input))
    var files: [File] = []
    try SampleReader(
      files: Array(found.prefix(Self.mostFiles)), format: read,
      parameters: request.parameters
    ).forEachSpan(mostBytes: Self.mostBytes) { (_, file, content) throws(MRError) in
      files.append(File(name: "\(file.path)", content: Array(content)))
    }
    return files
  }

  private func ownFiles() throws -> [File] {
    let files = try files()
    guard !files.isEmpty else {
      throw Verdict.skipped(
        "there is no file of the format to read",
        remedy: "Name some with --input and --format \(format.description.name).")
    }
    return files
  }

  private static func damaged(_ file: File, _ generator: inout SeededGenerator) -> File {
    var content = file.content
    if Int.random(in: 0..<4, using: &generator) == 0 {
      content = Array(content.prefix(Int.random(in: 0..<content.count, using: &generator)))
      return File(name: "\(file.name), cut to \(content.count) bytes", content: content)
    }
    let count = Int.random(in: 1...20, using: &generator)
    for _ in 0..<count {
      content[Int.random(in: 0..<content.count, using: &generator)] =
        UInt8(truncatingIfNeeded: generator.next())
    }
    return File(name: "\(file.name) with \(counted(count, "damaged byte"))", content: content)
  }

  // MARK: Reading

  /// A record and its number in the file.
  private struct Numbered: Equatable {
    var number: Int
    var record: Emission
  }

  private enum Answer {
    case records([Numbered])
    case refused(MRError)
    case broken(MRError)

    func get() throws(MRError) -> [Numbered] {
      switch self {
      case .records(let records): return records
      case .refused(let error), .broken(let error): throw error
      }
    }
  }

  private func read(
    _ file: File, shares: Range<Int> = 0..<1, of count: Int = 1, capacity: Int = 64,
    mostRecords: Int = .max
  ) -> Answer {
    let services = NoServices()
    let context = TaskContext(
      services: services, partitions: 1, parameters: request.parameters)
    let source = SourceStorage(
      InputFile(
        path: BytePath(file.name), relativePath: BytePath(file.name), attributes: [],
        size: file.content.count, modified: 0),
      recordName: format.description.recordName)
    // Memory of its own, so that tools find whoever reads beyond it.
    let content = UnsafeMutableRawBufferPointer.allocate(
      byteCount: file.content.count, alignment: 16)
    defer { content.deallocate() }
    content.copyBytes(from: file.content)
    let room = UnsafeMutablePointer<mr_record>.allocate(capacity: capacity)
    defer { room.deallocate() }
    do throws(MRError) {
      let reader = try FormatReader(
        opening: format, source: source, content: UnsafeRawBufferPointer(content),
        shares: shares, of: count, context: context)
      defer { reader.close() }
      var records: [Numbered] = []
      while records.count < mostRecords, let batch = try reader.next(into: room, capacity: capacity)
      {
        for index in 0..<batch.count {
          records.append(
            Numbered(number: batch.firstRecord + index, record: Emission(room[index])))
        }
      }
      return .records(records)
    } catch {
      return context.saidWhy ? .refused(error) : .broken(error)
    }
  }
}
