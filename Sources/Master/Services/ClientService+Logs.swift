import Threading
import Foundation
import GRPCCore
import Journal
import Model
import Protocol

extension ClientService {
  func readJobLog(
    request: WireReadJobLogRequest, response: RPCWriter<WireReadJobLogResponse>,
    context: ServerContext
  ) async throws {
    let id = try JobID(wire: request.jobID)
    let job = clusters.job(id)
    try await checkExists(id)
    let log = request.log == .user ? job?.logs.user : job?.logs.job
    let name = request.log == .user ? "user.log" : "job.log"
    let path = "\(environment.jobDirectory(id))/\(name)"
    await job?.logs.settle()
    // Without a file, nothing was written.
    guard let file = FileHandle(forReadingAtPath: path) else { return }
    defer { try? file.close() }
    while !Task.isCancelled {
      let version = log?.changed.version ?? 0
      let isOver = job?.isEnded ?? true
      while let data = try await BlockingThread.run({ try file.read(upToCount: Self.pieceSize) }),
        !data.isEmpty
      {
        var piece = WireReadJobLogResponse()
        piece.data = data
        try await response.write(piece)
      }
      guard request.follow, !isOver, let log else { return }
      await log.changed.wait(after: version, timeout: .seconds(1))
    }
  }

  private static let pieceSize = 1 << 16
}
