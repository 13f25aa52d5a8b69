import CSignals
import Glibc
package import Model

/// A page of memory shared with a file, in which a worker notes what it works on. It outlives any
/// end of the process, so that the master can say which records killed a worker.
package final class CrashNote: @unchecked Sendable {
  // Only the thread that runs the attempt writes.
  private static let size = 4096
  /// With what a crash leaves behind the page.
  private static let fileSize = size + MemoryLayout<mr_crash>.size
  /// Where the name of a record begins, and then the text.
  private static let nameOffset = 64
  private static let textOffset = 128
  private let page: UnsafeMutableRawPointer
  private var takesCrashes = false

  /// What is done with the records that are noted.
  package enum Stage: Int, Sendable {
    /// Nothing, or what the text says and no more.
    case none
    /// The input format looks for them.
    case reading
    case mapping
    /// They are groups of a reduce task.
    case reducing
  }

  /// The words of the page that change all the time.
  private struct Position {
    var stage = 0
    var file = 0
    var first = 0
    var last = 0
  }

  /// - Parameter path: Of a file that the master made; nil keeps no note.
  package init(path: String?) throws(MRError) {
    var descriptor: Int32 = -1
    if let path {
      descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0, ftruncate(descriptor, off_t(Self.fileSize)) == 0 else {
        let cause = String(cString: strerror(errno))
        if descriptor >= 0 { close(descriptor) }
        throw MRError(.internal, "cannot open the crash note \(path)", cause: cause)
      }
    }
    let flags = descriptor >= 0 ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS
    let mapped = mmap(nil, Self.fileSize, PROT_READ | PROT_WRITE, flags, descriptor, 0)
    if descriptor >= 0 { close(descriptor) }
    guard let mapped, mapped != MAP_FAILED else {
      throw MRError(
        .internal, "cannot map the crash note", cause: String(cString: strerror(errno)))
    }
    page = mapped
  }

  deinit { if !takesCrashes { munmap(page, Self.fileSize) } }

  /// Has a crash of this process leave where it was. The note stays for as long as the process then.
  package func takeCrashes() {
    takesCrashes = true
    mr_crash_note((page + Self.size).assumingMemoryBound(to: mr_crash.self))
  }

  /// Says what is being worked on; empty means nothing.
  /// - Parameter recordName: What one of its records is called: `line`.
  package func write(_ text: some Collection<UInt8>, recordName: String = "record") {
    store(.none, file: 0, 0...0)
    put(recordName.utf8, at: Self.nameOffset, room: Self.textOffset - Self.nameOffset)
    put(text, at: Self.textOffset, room: Self.size - Self.textOffset)
  }

  /// Says which records of it are being worked on. Cheap: called for every batch, or group.
  package func write(_ stage: Stage, _ range: RecordRange) {
    store(stage, file: range.file, range.numbers)
  }

  /// What is being worked on, if that are records.
  package var place: RecordRange? {
    Content(UnsafeRawBufferPointer(start: page, count: Self.size))?.place
  }

  private func store(_ stage: Stage, file: Int, _ numbers: ClosedRange<Int>) {
    page.storeBytes(
      of: Position(
        stage: stage.rawValue, file: file, first: numbers.lowerBound, last: numbers.upperBound),
      as: Position.self)
  }

  private func put(_ bytes: some Collection<UInt8>, at offset: Int, room: Int) {
    let bytes = bytes.prefix(room - 1)
    UnsafeMutableRawBufferPointer(start: page + offset, count: bytes.count).copyBytes(from: bytes)
    page.storeBytes(of: 0, toByteOffset: offset + bytes.count, as: UInt8.self)
  }

  /// What a worker that has ended worked on last.
  package struct Content: Sendable, Hashable {
    /// For people: `lines 17–24 of a.txt`.
    package let text: String
    package let place: RecordRange?
    /// Where the code was that ended the process, innermost first; empty if that is not known.
    package fileprivate(set) var frames: [CrashFrame] = []

    /// - Parameter page: Whatever a plugin has made of it.
    fileprivate init?(_ page: UnsafeRawBufferPointer) {
      guard page.count == CrashNote.size else { return nil }
      let text = Self.text(page, at: CrashNote.textOffset)
      guard !text.isEmpty else { return nil }
      let position = page.load(as: Position.self)
      let name = Self.text(page, at: CrashNote.nameOffset)
      guard let stage = Stage(rawValue: position.stage), stage != .none, position.file >= 0,
        position.first >= 1, position.first <= position.last
      else {
        self.text = text
        place = nil
        return
      }
      let numbers = position.first...position.last
      place = RecordRange(file: position.file, numbers: numbers)
      self.text = Self.describe(stage, numbers, name, of: text)
    }

    private static func describe(
      _ stage: Stage, _ numbers: ClosedRange<Int>, _ name: String, of text: String
    ) -> String {
      let (first, last) = (numbers.lowerBound, numbers.upperBound)
      let records =
        first == last ? "\(name) \(first)" : "\(name)s \(first)–\(last == .max ? "…" : "\(last)")"
      switch stage {
      case .none: return text
      case .mapping: return "\(records) of \(text)"
      case .reducing: return "key \(first) of \(text)"
      case .reading:
        return numbers == 1...Int.max ? "\(text), opening it" : "\(text), reading \(name) \(first)"
      }
    }

    private static func text(_ page: UnsafeRawBufferPointer, at offset: Int) -> String {
      printable(page[offset...].prefix { $0 != 0 }.prefix(CrashNote.size))
    }
  }

  /// - Returns: nil if the worker worked on nothing.
  package static func read(path: String) -> Content? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    return withUnsafeTemporaryAllocation(byteCount: size, alignment: 16) { page in
      guard fread(page.baseAddress, 1, size, file) == size else { return nil }
      var content = Content(UnsafeRawBufferPointer(page))
      content?.frames = CrashFrame.read(from: file)
      return content
    }
  }
}
