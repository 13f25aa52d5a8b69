package import GRPCCore
package import Model
import SwiftProtobuf

/// Handlers of RPCs throw `MRError` as it is: the status gets a matching code and the message, and
/// the trailing metadata the whole error.
extension MRError: RPCErrorConvertible {
  package var rpcErrorCode: RPCError.Code {
    switch code {
    case .invalidArgument: .invalidArgument
    case .notFound: .notFound
    case .alreadyExists: .alreadyExists
    case .plugin, .pluginFatal, .input, .output, .inputChanged: .failedPrecondition
    case .storeFull, .busy: .resourceExhausted
    case .store, .network, .workerLost: .unavailable
    case .blockLost, .inputLost: .dataLoss
    case .cancelled: .cancelled
    case .unauthenticated: .unauthenticated
    case .denied: .permissionDenied
    default: .internalError
    }
  }

  package var rpcErrorMessage: String { shortened(message, toBytes: 1024) }

  /// Shortened: clients accept no more than 8 KiB of metadata, in which bytes are in base 64 and
  /// the message comes a second time.
  package var rpcErrorMetadata: Metadata {
    var error = WireError(self)
    error.message = shortened(error.message, toBytes: 1024)
    error.cause = shortened(error.cause, toBytes: 1536)
    error.remedy = shortened(error.remedy, toBytes: 512)
    guard let bytes: [UInt8] = try? error.serializedBytes() else { return [:] }
    var metadata = Metadata()
    metadata.addBinary(bytes, forKey: Self.metadataKey)
    return metadata
  }

  private static let metadataKey = "mr-error-bin"

  /// What a failed call meant.
  package init(_ error: RPCError) {
    if let bytes = error.metadata[binaryValues: Self.metadataKey].first(where: { _ in true }),
      let wire = try? WireError(serializedBytes: bytes)
    {
      self.init(wire)
      return
    }
    // Not from a handler of ours: from gRPC itself, or from something else that listens there.
    let code: Code =
      switch error.code {
      case .invalidArgument: .invalidArgument
      case .notFound: .notFound
      case .cancelled: .cancelled
      case .unavailable, .deadlineExceeded: .network
      case .unauthenticated: .unauthenticated
      case .permissionDenied: .denied
      default: .internal
      }
    self.init(
      code, "the call failed with gRPC status '\(error.code)'",
      cause: error.message.isEmpty ? nil : error.message)
  }
}

/// The longest prefix of whole characters that fits, with a mark where something is missing.
func shortened(_ text: String, toBytes limit: Int) -> String {
  if text.utf8.count <= limit { return text }
  var count = 0
  let kept = text.unicodeScalars.prefix { scalar in
    count += UTF8.width(scalar)
    return count <= limit - 3
  }
  return String(kept) + "…"
}
