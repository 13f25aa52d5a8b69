internal import FoundationEssentials
package import Model

/// What a process says that was started to do one thing with a plugin: the outcome in JSON, and nothing
/// else. Its status and what the plugin prints tell nothing.
package enum ChildAnswer<Value: Codable & Sendable>: Codable, Sendable {
  case done(Value)
  case refused(MRError)

  /// The child's side: does the work, answers, and ends the process.
  package static func give(_ work: () throws(MRError) -> Value) throws(MRError) -> Never {
    let output = PrivateOutput()
    let answer: Self
    do throws(MRError) { answer = .done(try work()) } catch { answer = .refused(error) }
    do {
      let data = try JSONEncoder().encode(answer)
      _ = data.withUnsafeBytes { output.write($0) }
    } catch {
      throw MRError(.internal, "cannot write an answer", cause: "\(error)")
    }
    PrivateOutput.endProcess()
  }

  /// The parent's side.
  /// - Returns: nil if the child did not come to an answer.
  package init?(_ printed: [UInt8]) {
    guard let answer = try? JSONDecoder().decode(Self.self, from: Data(printed)) else { return nil }
    self = answer
  }
}
