internal import CMapReduce
internal import Glibc

/// What a function returns, as bytes of a record.
final class FunctionResult {
  private let type: FunctionType
  private let number = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)

  init(_ type: FunctionType) {
    self.type = type
    number.initialize(to: 0)
  }

  deinit { number.deallocate() }

  /// The result of the last call; nil if it is NULL. Lives until the next call of anything.
  func bytes(_ call: FunctionCall) throws(FunctionFailure) -> mr_bytes? {
    guard case .scalar(let type) = type else {
      return call.text.map { mr_bytes(data: $0, size: strlen($0)) }
    }
    return try bytes(slot: call.result(type))
  }

  /// A number that lies in a slot as C has it.
  func bytes(slot: UInt64) throws(FunctionFailure) -> mr_bytes? {
    guard case .scalar(let type) = type else { return nil }
    var slot = slot
    number.pointee = try type.emitted(at: &slot)
    return mr_bytes(data: number, size: MemoryLayout<UInt64>.size)
  }
}
