internal import CProcess
internal import FoundationEssentials
internal import Glibc
package import Model
internal import PluginHost

/// The child's side of the door: reads one request, does what it asks for, and says what came of it.
package struct ChildServer {
  /// Says what is about to be tried.
  package typealias Progress = (String) -> Void
  private var answerers: [String: any Answerer] = [:]

  package init() {}

  /// Has requests of a kind answered.
  package mutating func on<Request: ChildRequest>(
    _ kind: Request.Type,
    _ answer: @escaping (Request, @escaping Progress) throws(MRError) -> Request.Answer
  ) {
    answerers[kind.name] = TypedAnswerer<Request>(answer: answer)
  }

  /// Answers what comes in on standard input, and ends the process.
  /// - Throws: `invalidArgument` if that is no request of this program's.
  package func run() throws(MRError) -> Never {
    let input = Self.readInput()
    let line = input.prefix { $0 != UInt8(ascii: "\n") }
    let order = try decode(ChildOrder.self, Data(line))
    guard let answerer = answerers[order.name] else {
      throw MRError(.invalidArgument, "nobody answers requests of the kind \(order.name)")
    }
    // Nobody is there to kill this process if the parent ended before it could be watched.
    mr_end_with_parent()
    guard getppid() == order.parent else { PrivateOutput.endProcess() }
    let output = PrivateOutput()
    ChildLimits.apply(
      memory: order.memory, seconds: order.seconds, isEnclosed: order.enclosure != nil)
    order.enclosure?.enter()
    try answerer.answer(Data(input.dropFirst(line.count + 1)), output)
    PrivateOutput.endProcess()
  }

  private static func readInput() -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &buffer, buffer.count)
      if count > 0 {
        bytes += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        return bytes
      }
    }
  }
}

/// Answers a request that is still JSON.
private protocol Answerer {
  func answer(_ request: Data, _ output: PrivateOutput) throws(MRError)
}

private struct TypedAnswerer<Request: ChildRequest>: Answerer {
  let answer: (Request, @escaping ChildServer.Progress) throws(MRError) -> Request.Answer

  func answer(_ data: Data, _ output: PrivateOutput) throws(MRError) {
    let request = try decode(Request.self, data)
    do throws(MRError) {
      let answer = try answer(request) { Self.say(.trying($0), output) }
      Self.say(.done(answer), output)
    } catch {
      Self.say(.refused(error), output)
    }
  }

  private static func say(_ event: ChildEvent<Request.Answer>, _ output: PrivateOutput) {
    guard var line = try? JSONEncoder().encode(event) else { return }
    line.append(UInt8(ascii: "\n"))
    line.withUnsafeBytes { _ = output.write($0) }
  }
}

private func decode<Value: Decodable>(_ type: Value.Type, _ data: Data) throws(MRError) -> Value {
  do {
    return try JSONDecoder().decode(type, from: data)
  } catch {
    throw MRError(.invalidArgument, "this is no request that mr makes", cause: "\(error)")
  }
}
