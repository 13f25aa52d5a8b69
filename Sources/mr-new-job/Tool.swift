import Glibc

/// A program that has to be in PATH.
struct Tool {
  let program: String
  private let title: String
  private let remedy: String

  /// - Parameter remedy: a command that installs it, or a page that says how.
  init(_ program: String, _ title: String, remedy: String) {
    self.program = program
    self.title = title
    self.remedy = remedy
  }

  /// A sentence for somebody who does not have it.
  var remark: String {
    program == title
      ? "there is no \(program) in PATH; to install it: \(remedy)"
      : "there is no \(title) (\(program)) in PATH; to install it: \(remedy)"
  }

  /// The tool's path, or nil when it is not in PATH.
  var path: String? {
    guard let directories = getenv("PATH") else { return nil }
    return String(cString: directories).split(separator: ":")
      .map { "\($0)/\(program)" }
      .first { access($0, X_OK) == 0 }
  }

  static func firstMissing(of tools: [Tool]) -> Tool? {
    tools.first { $0.path == nil }
  }
}
