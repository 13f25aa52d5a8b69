import CMapReduce

/// Emitted records on their way to the host: their bytes are kept here until the flush, or for a
/// second.
final class Buffer {
  let context: Context
  private var count = 0
  private var used = 0
  /// The clock is looked at when there are so many records.
  private var limit = 0
  private var pulse = Pulse()
  private let records = UnsafeMutablePointer<mr_record>.allocate(capacity: capacity)
  private let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 8)

  private static let capacity = 256
  private static let size = 32 << 10

  init(_ context: Context) { self.context = context }

  deinit {
    records.deallocate()
    storage.deallocate()
  }

  func add(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws {
    let size = key.count + value.count
    if count >= limit || size > Self.size - used { try makeRoom(size) }
    guard size <= Self.size else {
      var record = mr_record(key: mr_bytes(key), value: mr_bytes(value))
      return try send(&record, 1)
    }
    (records + count).initialize(to: mr_record(key: keep(key), value: keep(value)))
    count += 1
  }

  func flush() throws {
    guard count > 0 else { return }
    defer { clear() }
    try send(records, count)
  }

  func clear() { (count, used, limit) = (0, 0, pulse.stride) }

  /// What comes now may be slow.
  func start() {
    pulse.start()
    limit = 0
  }

  /// Calls a function for parts of a batch of records. In between the host hears now and then that
  /// the task lives.
  func forParts(of count: Int, _ body: (Range<Int>) throws -> Void) throws {
    start()
    var first = 0
    while first < count {
      let last = min(count, first + pulse.stride)
      try body(first..<last)
      if pulse.isDue() { try live() }
      first = last
    }
  }

  /// Hands over what is full, or has been here for a second.
  @inline(never)
  private func makeRoom(_ size: Int) throws {
    let isDue = pulse.isDue()
    if isDue || count == Self.capacity || size > Self.size - used { try flush() }
    limit = min(Self.capacity, count + pulse.stride)
  }

  private func live() throws {
    if count > 0 { return try flush() }
    if context.isCancelled { throw Stop(status: MR_CANCELLED) }
    context.progress()
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) -> mr_bytes {
    let copy = UnsafeMutableRawBufferPointer(rebasing: storage[used..<used + bytes.count])
    copy.copyMemory(from: bytes)
    used += bytes.count
    return mr_bytes(UnsafeRawBufferPointer(copy))
  }

  private func send(_ records: UnsafePointer<mr_record>, _ count: Int) throws {
    let status = context.host.emit(context.task, records, count)
    if status != MR_OK { throw Stop(status: status) }
  }
}

/// The host's own answer, which goes back to it: it knows why.
struct Stop: Error {
  let status: mr_status
}
