package import Model
internal import SwiftProtobuf

extension WireRunRecord {
  /// As the file of a history holds it.
  package var encoded: [UInt8] {
    get throws(MRError) {
      do {
        return try serializedBytes()
      } catch {
        throw MRError(.internal, "a run cannot be encoded", cause: "\(error)")
      }
    }
  }

  /// - Throws: `journal` if the bytes are no record.
  package init(encoded: [UInt8]) throws(MRError) {
    do {
      try self.init(serializedBytes: encoded)
    } catch {
      throw MRError(.journal, "this is no record of a run", cause: "\(error)")
    }
  }
}
