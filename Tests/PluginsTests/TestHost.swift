import CMapReduce

/// The least host that a plugin can run in: it keeps what is emitted.
///
/// Not thread-safe; a test makes one of its own.
final class TestHost {
  var parameters: [String: String] = [:]
  /// Whether the host has "mr.tokens/1".
  var hasTokens = false
  /// Whether the host has "mr.bad-records/1".
  var setsAside = false
  private(set) var emitted: [Record] = []
  private(set) var aside: [SetAside] = []
  private(set) var readings: [Reading] = []
  /// What an input format set last.
  private(set) var attributes: [String: String] = [:]
  private(set) var lines: [String] = []
  private(set) var error: String?
  private var values: [[UInt8]] = []
  private var valuesGiven = 0

  struct Record: Hashable {
    var key: [UInt8]
    var value: [UInt8]
  }

  /// A record that cannot be read, or, with the number 0, a file.
  struct SetAside: Hashable {
    var number: UInt64
    var kind: String
    var reason: String
  }

  /// What an input format says that it reads, and how long that may take.
  struct Reading: Hashable {
    var number: UInt64
    var seconds: UInt32
  }

  struct Failure: Error {
    var status: mr_status
    var text: String?
  }

  /// Calls `body` with a task of this host.
  func withTask<Result>(_ body: (UnsafeMutablePointer<mr_task>) throws -> Result) rethrows -> Result
  {
    var host = mr_host(
      size: MemoryLayout<mr_host>.size, abi: MR_ABI_VERSION, reserved: 0,
      emit: { task, records, count in
        let host = TestHost.of(task)
        for record in UnsafeBufferPointer(start: records, count: count) {
          host.emitted.append(Record(key: Array(record.key), value: Array(record.value)))
        }
        return MR_OK
      },
      count: { _, _, _ in },
      log: { task, _, text in
        TestHost.of(task).lines.append(String(decoding: Array(text), as: UTF8.self))
      },
      parameter: { task, name, value in
        let host = TestHost.of(task)
        let name = String(decoding: Array(name), as: UTF8.self)
        guard let text = host.stored[name] else { return MR_END }
        value?.pointee = mr_bytes(text)
        return MR_OK
      },
      cancelled: { _ in 0 },
      set_error: { task, text in
        TestHost.of(task).error = String(decoding: Array(text), as: UTF8.self)
      },
      extension: { task, id in
        switch String(cString: id!) {
        case MR_TOKENS where TestHost.of(task).hasTokens: UnsafeRawPointer(TestHost.tokens)
        case MR_BAD_RECORDS where TestHost.of(task).setsAside: UnsafeRawPointer(TestHost.badRecords)
        case MR_ATTRIBUTES: UnsafeRawPointer(TestHost.attributeTable)
        default: nil
        }
      },
      progress: { _ in })
    for (name, value) in parameters { stored[name] = UnsafeRawBufferPointer.copy(of: value.utf8) }
    defer {
      stored.values.forEach { $0.deallocate() }
      stored = [:]
    }
    return try withUnsafePointer(to: &host) { host in
      var task = mr_task(
        size: MemoryLayout<mr_task>.size, abi: MR_ABI_VERSION, partitions: 1, host: host,
        host_data: Unmanaged.passUnretained(self).toOpaque())
      return try body(&task)
    }
  }

  /// Throws unless the plugin said that all went well.
  func check(_ status: mr_status) throws {
    if status != MR_OK { throw Failure(status: status, text: error) }
  }

  /// Runs `create`, `body` and `destroy` of a job.
  func run(
    _ job: mr_job,
    _ body: (UnsafeMutablePointer<mr_task>, UnsafeMutableRawPointer?) throws -> Void
  ) throws {
    try withTask { task in
      var instance: UnsafeMutableRawPointer?
      if let create = job.create { try check(create(task, &instance)) }
      defer { job.destroy?(instance) }
      try body(task, instance)
    }
  }

  /// Hands the texts to the job's map as the values of one batch of records.
  func map(_ job: mr_job, _ texts: [[UInt8]], from document: Document = Document()) throws {
    try run(job) { task, instance in
      try map(job, task, instance, texts, from: document)
    }
  }

  func map(
    _ job: mr_job, _ task: UnsafeMutablePointer<mr_task>, _ instance: UnsafeMutableRawPointer?,
    _ texts: [[UInt8]], from document: Document = Document()
  ) throws {
    // Each record has memory of its own size, so that reading past its end can be noticed.
    let buffers = texts.map(UnsafeRawBufferPointer.copy)
    defer { buffers.forEach { $0.deallocate() } }
    let records = buffers.map { mr_record(key: mr_bytes(), value: mr_bytes($0)) }
    try document.withSource { source in
      try check(job.map(instance, task, source, records, records.count))
    }
  }

  /// Hands a key and its values to the job's reduce.
  func reduce(_ job: mr_job, key: [UInt8], values: [[UInt8]]) throws {
    self.values = values
    valuesGiven = 0
    try run(job) { task, instance in
      var source = mr_values(
        size: MemoryLayout<mr_values>.size, next: TestHost.next,
        host_data: Unmanaged.passUnretained(self).toOpaque())
      try key.withUnsafeBytes { key in
        try check(job.reduce(instance, task, mr_bytes(key), &source))
      }
    }
    handedOut?.deallocate()
    handedOut = nil
  }

  /// Looks at bit by bit, and at no byte that is of no token.
  nonisolated(unsafe) private static let tokens: UnsafePointer<mr_tokens> = {
    let table = UnsafeMutablePointer<mr_tokens>.allocate(capacity: 1)
    table.initialize(
      to: mr_tokens(
        size: MemoryLayout<mr_tokens>.size, abi: MR_ABI_VERSION, reserved: 0,
        emit: { task, text, bits, value in
          var key: [UInt8] = []
          for i in 0...text.size {
            if i < text.size, bits![i / 64] >> UInt64(i % 64) & 1 == 1 {
              key.append(text.data.load(fromByteOffset: i, as: UInt8.self))
            } else if !key.isEmpty {
              TestHost.of(task).emitted.append(Record(key: key, value: Array(value)))
              key = []
            }
          }
          return MR_OK
        }))
    return UnsafePointer(table)
  }()

  nonisolated(unsafe) private static let badRecords: UnsafePointer<mr_bad_records> = {
    let table = UnsafeMutablePointer<mr_bad_records>.allocate(capacity: 1)
    table.initialize(
      to: mr_bad_records(
        size: MemoryLayout<mr_bad_records>.size, abi: MR_ABI_VERSION, reserved: 0,
        set_aside: { task, number, kind, reason in
          TestHost.of(task).aside.append(
            SetAside(
              number: number, kind: String(decoding: Array(kind), as: UTF8.self),
              reason: String(decoding: Array(reason), as: UTF8.self)))
          return number == 0 ? MR_FATAL : MR_OK
        },
        reading: { task, number, seconds in
          TestHost.of(task).readings.append(Reading(number: number, seconds: seconds))
        }))
    return UnsafePointer(table)
  }()

  nonisolated(unsafe) private static let attributeTable: UnsafePointer<mr_attributes> = {
    let table = UnsafeMutablePointer<mr_attributes>.allocate(capacity: 1)
    table.initialize(
      to: mr_attributes(
        size: MemoryLayout<mr_attributes>.size, abi: MR_ABI_VERSION, reserved: 0,
        set: { task, name, value in
          TestHost.of(task).attributes[String(decoding: Array(name), as: UTF8.self)] =
            String(decoding: Array(value), as: UTF8.self)
          return MR_OK
        }))
    return UnsafePointer(table)
  }()

  private var stored: [String: UnsafeRawBufferPointer] = [:]
  private var handedOut: UnsafeRawBufferPointer?

  /// One value a call, whose bytes are gone with the next call, as the interface allows.
  private static let next:
    @convention(c) (
      UnsafeMutablePointer<mr_values>?, UnsafeMutablePointer<mr_bytes>?, Int,
      UnsafeMutablePointer<Int>?
    ) -> mr_status = { source, out, _, count in
      guard let data = source?.pointee.host_data else { return MR_FATAL }
      let host = Unmanaged<TestHost>.fromOpaque(data).takeUnretainedValue()
      if let old = host.handedOut {
        UnsafeMutableRawBufferPointer(mutating: old).initializeMemory(as: UInt8.self, repeating: 0)
        old.deallocate()
        host.handedOut = nil
      }
      count?.pointee = 0
      guard host.valuesGiven < host.values.count else { return MR_END }
      let bytes = UnsafeRawBufferPointer.copy(of: host.values[host.valuesGiven])
      host.valuesGiven += 1
      host.handedOut = bytes
      out?.pointee = mr_bytes(bytes)
      count?.pointee = 1
      return MR_OK
    }

  private static func of(_ task: UnsafeMutablePointer<mr_task>?) -> TestHost {
    Unmanaged<TestHost>.fromOpaque(task!.pointee.host_data).takeUnretainedValue()
  }
}

extension TestHost.Record {
  var keyText: String { String(decoding: key, as: UTF8.self) }
  var valueText: String { String(decoding: value, as: UTF8.self) }
}
