/// Where a function lies in this process.
struct FunctionAddress: Sendable, Hashable {
  private let address: UInt

  init(_ symbol: UnsafeMutableRawPointer) { address = UInt(bitPattern: symbol) }

  /// As libffi takes it, which calls it by its true type.
  var pointer: @convention(c) () -> Void {
    unsafeBitCast(address, to: (@convention(c) () -> Void).self)
  }
}
