/// What a check looks at.
package enum CheckSubject: Codable, Sendable, Hashable, CustomStringConvertible {
  case plugin
  case job(String)
  case format(String)

  package var description: String {
    switch self {
    case .plugin: "plugin"
    case .job(let name): "job \(name)"
    case .format(let name): "input format \(name)"
    }
  }
}
