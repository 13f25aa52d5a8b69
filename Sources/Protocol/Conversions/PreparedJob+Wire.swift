package import FoundationEssentials
package import Model
internal import SwiftProtobuf

extension PreparedJob {
  /// The message as workers get it: encoded once for all of them.
  package func encoded() throws(MRError) -> Data {
    var wire = WirePreparedJob()
    wire.jobID = "\(id)"
    wire.epoch = UInt32(clamping: epoch)
    wire.plan = WireJobPlan(plan)
    wire.splitPoints = splitPoints.map { WireBytes($0) }
    wire.outputToken = WireBytes(outputToken.utf8)
    do {
      return try wire.serializedData()
    } catch {
      throw MRError(.internal, "the job \(id) cannot be written as a message", cause: "\(error)")
    }
  }

  /// - Throws: `invalidArgument` if the bytes are no prepared job, or one that is out of bounds.
  package init(encoded bytes: Data) throws(MRError) {
    let wire: WirePreparedJob
    do {
      wire = try WirePreparedJob(serializedBytes: bytes)
    } catch {
      throw MRError(.invalidArgument, "these bytes are no prepared job", cause: "\(error)")
    }
    try checkCount(wire.splitPoints, "split_points", atMost: WireLimits.partitions - 1)
    let size = wire.splitPoints.reduce(0) { $0 + $1.count }
    _ = try bounded(size, "size of split_points", in: 0...WireLimits.splitPoints)
    self.init(
      id: try JobID(wire: wire.jobID), epoch: try bounded(wire.epoch, "epoch"),
      plan: try JobPlan(wire.plan), splitPoints: wire.splitPoints.map { Array($0) },
      outputToken: String(decoding: wire.outputToken, as: UTF8.self))
  }
}
