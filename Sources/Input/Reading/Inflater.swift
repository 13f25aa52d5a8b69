import CZlib
import Model

/// Uncompresses gzip members, one after the other, by zlib.
final class Inflater {
  enum Failure: Error {
    case reading(InputFault)
    /// The data are no gzip; `unread` bytes of the input came after what was looked at.
    case data(String, unread: Int)
  }

  /// How much is read at once, in bytes.
  private static let inputCapacity = 256 << 10
  /// The most that zlib is handed at once: it counts in 32 bits.
  private static let mostAtOnce = 1 << 30

  /// What ended the data before their end. What was uncompressed before it was given out.
  private(set) var failure: Failure?
  /// The state of zlib, on the heap because zlib keeps its address.
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  /// A member ended: what follows is another, or the end.
  private var isBetweenMembers = false

  init() throws(InputFault) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    input = .allocate(byteCount: Self.inputCapacity, alignment: 64)
    // 16: gzip alone, no zlib header; 15: the largest window.
    let version = ZLIB_VERSION
    guard
      inflateInit2_(stream, 16 + 15, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else {
      throw InputFault(
        nil, MRError(.internal, "zlib cannot be started", cause: "version \(version)"))
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills the buffer, or as much of it as the data have left, or as can be uncompressed of them.
  /// - Parameter read: reads compressed bytes and says how many; 0 at the end.
  func inflate(
    into output: UnsafeMutableRawBufferPointer,
    read: (UnsafeMutableRawBufferPointer) throws(InputFault) -> Int
  ) -> Int {
    var count = 0
    while count < output.count, failure == nil {
      if stream.pointee.avail_in == 0 {
        guard refill(read) else { break }
      }
      if isBetweenMembers {
        skipPadding()
        if stream.pointee.avail_in == 0 { continue }
        guard stream.pointee.next_in[0] == 0x1f else {
          fail("what follows a gzip member is no other one")
          break
        }
        inflateReset(stream)
        isBetweenMembers = false
      }
      count += inflateOnce(into: UnsafeMutableRawBufferPointer(rebasing: output[count...]))
    }
    return count
  }

  private func inflateOnce(into output: UnsafeMutableRawBufferPointer) -> Int {
    let room = min(output.count, Self.mostAtOnce)
    stream.pointee.next_out = output.baseAddress!.assumingMemoryBound(to: Bytef.self)
    stream.pointee.avail_out = uInt(room)
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    switch status {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isBetweenMembers = true
    default: fail(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
    }
    return room - Int(stream.pointee.avail_out)
  }

  /// Reads more of the input.
  /// - Returns: false if it has ended, where it may or not.
  private func refill(_ read: (UnsafeMutableRawBufferPointer) throws(InputFault) -> Int) -> Bool {
    do throws(InputFault) {
      let available = try read(input)
      stream.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: Bytef.self)
      stream.pointee.avail_in = uInt(available)
      if available > 0 { return true }
      if !isBetweenMembers { fail("it ends in the middle of a gzip member") }
    } catch {
      failure = .reading(error)
    }
    return false
  }

  /// Passes over zeros, which fill up blocks of tapes and disks: gzip does too.
  private func skipPadding() {
    while stream.pointee.avail_in > 0, stream.pointee.next_in[0] == 0 {
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
    }
  }

  private func fail(_ cause: String) {
    failure = .data(cause, unread: Int(stream.pointee.avail_in))
  }
}
