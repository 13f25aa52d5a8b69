package import FoundationEssentials
package import Model
internal import SwiftProtobuf

/// A plan on its way to another process of this host.
extension JobPlan {
  package func encoded() throws(MRError) -> Data {
    do {
      return try WireJobPlan(self, blocks: [:]).serializedData()
    } catch {
      throw MRError(.internal, "the job's plan cannot be written", cause: "\(error)")
    }
  }

  /// - Throws: `invalidArgument` if the bytes are no plan, or one that is out of bounds.
  package init(encoded bytes: Data) throws(MRError) {
    let wire: WireJobPlan
    do {
      wire = try WireJobPlan(serializedBytes: bytes)
    } catch {
      throw MRError(.invalidArgument, "these bytes are no job plan", cause: "\(error)")
    }
    try self.init(wire)
  }
}
