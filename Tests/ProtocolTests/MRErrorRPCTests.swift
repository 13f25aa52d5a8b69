import GRPCCore
import Model
import Protocol
import TestSupport
import Testing

@Suite struct MRErrorRPCTests {
  @Test func survivesTheCall() {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let error = random.error()
      let rpc = RPCError(error)
      #expect(rpc.message == error.message)
      #expect(MRError(rpc) == error, "seed \(seed)")
    }
  }

  @Test func statusCodes() {
    #expect(RPCError(MRError(.notFound, "x")).code == .notFound)
    #expect(RPCError(MRError(.invalidArgument, "x")).code == .invalidArgument)
    #expect(RPCError(MRError(.plugin, "x")).code == .failedPrecondition)
    #expect(RPCError(MRError(.internal, "x")).code == .internalError)
  }

  /// Clients limit metadata to 8 KiB; what is too long is cut at a character.
  @Test func longTextsAreShortened() {
    let long = String(repeating: "ä€😀", count: 5000)
    let rpc = RPCError(MRError(.plugin, long, cause: long, remedy: long))
    let size = rpc.metadata.reduce(rpc.message.utf8.count) { $0 + $1.value.encoded().utf8.count }
    #expect(size < 6 << 10)
    let error = MRError(rpc)
    #expect(error.message.hasPrefix("ä€😀"))
    #expect(error.message.hasSuffix("…"))
    #expect(error.message.utf8.count <= 1024)
  }

  @Test func errorsOfGRPCItself() {
    #expect(MRError(RPCError(code: .unavailable, message: "refused")).code == .network)
    #expect(MRError(RPCError(code: .unavailable, message: "refused")).cause == "refused")
    #expect(MRError(RPCError(code: .unimplemented, message: "")).code == .internal)
  }

  @Test func unknownCodesAreInternal() {
    var wire = WireError()
    wire.code = "fromTheFuture"
    wire.message = "x"
    #expect(MRError(wire) == MRError(.internal, "x"))
  }
}
