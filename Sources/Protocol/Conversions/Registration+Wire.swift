package import FoundationEssentials
internal import SwiftProtobuf

extension WireRegisterResponse {
  /// As it travels.
  package var encoded: Data { (try? serializedData()) ?? Data() }

  /// - Returns: nil for what is no such answer.
  package init?(encoded: Data) {
    guard !encoded.isEmpty, let response = try? Self(serializedBytes: encoded) else { return nil }
    self = response
  }
}
