package import Model
internal import SwiftProtobuf

extension WireKeptMap {
  package func encoded() throws(MRError) -> [UInt8] {
    do {
      return try serializedBytes()
    } catch {
      throw MRError(.internal, "a map task cannot be written as a message", cause: "\(error)")
    }
  }

  /// - Throws: `invalidArgument` if the bytes are none.
  package init(encoded bytes: UnsafeRawBufferPointer) throws(MRError) {
    do {
      self = try WireKeptMap(serializedBytes: Array(bytes))
    } catch {
      throw MRError(.invalidArgument, "these bytes are no kept map task", cause: "\(error)")
    }
  }
}
