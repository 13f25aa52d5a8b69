import CMapReduce
import Testing

/// An input format of pages, read as a host does.
struct FormatRun {
  let format: mr_input_format
  let host: TestHost

  struct Page: Equatable {
    var number: Int64
    var text: String
  }

  init(_ format: mr_input_format, _ host: TestHost = TestHost()) {
    self.format = format
    self.host = host
  }

  /// Reads all records of a share.
  func read(_ content: [UInt8], share: UInt32 = 0, of count: UInt32 = 1) throws -> [Page] {
    try opened(content, share: share, of: count) { try pages($0, $1) }
  }

  /// Calls `body` with the task and the reader of a share.
  func opened<Result>(
    _ content: [UInt8], share: UInt32 = 0, of count: UInt32 = 1,
    _ body: (UnsafeMutablePointer<mr_task>, UnsafeMutableRawPointer?) throws -> Result
  ) throws -> Result {
    let bytes = UnsafeRawBufferPointer.copy(of: content)
    defer { bytes.deallocate() }
    return try host.withTask { task in
      try Document(path: "data/a.pdf", relativePath: "a.pdf").withSource { source in
        var split = mr_split(source, bytes, share: share, of: count)
        var reader: UnsafeMutableRawPointer?
        try host.check(format.open(task, &split, &reader))
        defer { format.close(reader) }
        return try body(task, reader)
      }
    }
  }

  /// The records that are left.
  func pages(_ task: UnsafeMutablePointer<mr_task>, _ reader: UnsafeMutableRawPointer?) throws
    -> [Page]
  {
    var pages: [Page] = []
    while let batch = try next(task, reader) { pages += batch }
    return pages
  }

  /// The next records; nil after the last.
  func next(_ task: UnsafeMutablePointer<mr_task>, _ reader: UnsafeMutableRawPointer?) throws
    -> [Page]?
  {
    var records = [mr_record](repeating: mr_record(), count: 4)
    var count = 0
    var first: UInt64 = 0
    let status = format.next(reader, task, &records, records.count, &count, &first)
    if status == MR_END { return nil }
    try host.check(status)
    return records[..<count].enumerated().map { index, record in
      let number = [UInt8](record.key).withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
      #expect(number == Int64(first) + Int64(index))
      return Page(number: number, text: String(decoding: [UInt8](record.value), as: UTF8.self))
    }
  }
}

extension mr_split {
  init(
    _ source: UnsafePointer<mr_source>, _ content: UnsafeRawBufferPointer, share: UInt32 = 0,
    of count: UInt32 = 1
  ) {
    self.init()
    size = MemoryLayout<mr_split>.size
    self.source = source
    self.content = mr_bytes(content)
    index = share
    self.count = count
  }
}
