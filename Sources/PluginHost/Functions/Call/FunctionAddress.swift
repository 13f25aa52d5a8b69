/// Where a function lies in this process.
struct FunctionAddress: Sendable, Hashable {
  private let address: UInt

  init(_ symbol: UnsafeMutableRawPointer) { address = UInt(bitPattern: symbol) }

  /// The pointer that libffi takes, which calls it by its true type.
  var pointer: @convention(c) () -> Void {
    unsafeBitCast(address, to: (@convention(c) () -> Void).self)
  }
}
