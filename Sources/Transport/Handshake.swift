import Glibc
import Model
import NIOCore
import NIOSSL

/// Follows how a connection becomes a protected one, behind what protects it, and finds words for why it does not.
final class Handshake: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let proof: ServerProof
  /// Kept with the first bytes that the master has sent and protected: then both ends are content.
  private let promise: EventLoopPromise<Void>
  private var timer: Scheduled<Void>?

  private static let patience = TimeAmount.seconds(10)

  init(_ proof: ServerProof, _ promise: EventLoopPromise<Void>) {
    self.proof = proof
    self.promise = promise
  }

  func channelActive(context: ChannelHandlerContext) {
    let (channel, promise) = (context.channel, promise)
    timer = context.eventLoop.scheduleTask(in: Self.patience) {
      promise.fail(Self.failure("what answers there says nothing"))
      channel.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    end(nil)
    context.fireChannelRead(data)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let shown = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
    end(reason(for: error, shown))
    context.fireErrorCaught(error)
  }

  func channelInactive(context: ChannelHandlerContext) {
    end(Self.failure("what answers there has closed the connection: it may not encrypt"))
    context.fireChannelInactive()
  }

  /// Only the first end counts.
  private func end(_ error: (any Error)?) {
    timer?.cancel()
    timer = nil
    if let error { promise.fail(error) } else { promise.succeed() }
  }

  private func reason(for error: any Error, _ shown: NIOSSLCertificate?) -> any Error {
    switch error {
    case is NIOSSLExtraError:
      return Self.failure("the certificate that it shows is for another host")
    case NIOSSLError.handshakeFailed(let cause), NIOSSLError.shutdownFailed(let cause):
      return Self.failure(words(for: "\(cause)", shown))
    case let cause as BoringSSLError: return Self.failure(words(for: "\(cause)", shown))
    default: return error
    }
  }

  /// - Parameter text: what the library says, which has the names of its errors.
  private func words(for text: String, _ shown: NIOSSLCertificate?) -> String {
    if text.contains("CERTIFICATE_VERIFY_FAILED"), let shown { return proof.objection(to: shown) }
    if text.contains("ALERT_CERTIFICATE_REQUIRED") || text.contains("ALERT_UNKNOWN_CA")
      || text.contains("ALERT_BAD_CERTIFICATE")
    {
      return "it wants a certificate of its callers, which the connection file is to name"
    }
    if text.contains("WRONG_VERSION_NUMBER") { return "what answers there does not encrypt" }
    return "it could not be protected: \(printable(text.utf8.prefix(300)))"
  }

  private static func failure(_ message: String) -> MRError { MRError(.network, message) }
}

extension ServerProof {
  /// What is wrong with the certificate of a master that was not believed.
  fileprivate func objection(to shown: NIOSSLCertificate) -> String {
    if case .certificate(let text) = self,
      let known = try? NIOSSLCertificate.fromPEMBytes(Array(text.utf8)), !known.contains(shown)
    {
      return "it shows another certificate than that of the connection file"
    }
    let now = time(nil)
    if shown.notValidAfter < now { return "the certificate that it shows has expired" }
    if shown.notValidBefore > now { return "the certificate that it shows is not valid yet" }
    return switch self {
    case .certificate: "the certificate that it shows was refused"
    case .authority(nil):
      "the certificate that it shows is signed by nobody that this machine trusts"
    case .authority:
      "the certificate that it shows is signed by none of the connection file's authorities"
    }
  }
}
