internal import Glibc
package import Model

/// Holds what a spec gives a job against what the job and its input format declare: names that nobody
/// declares, values of another kind, what is missing, and parts that the layout does not have.
package struct ParameterCheck {
  private let owner: String
  private let job: PluginDescription.Job?
  private let format: PluginDescription.Format?

  /// - Parameters:
  ///   - plugin: the plugin's name, for messages.
  ///   - job: nil for a job of plain functions, which take no parameters.
  ///   - format: the input format if it is a plugin's. Those of `mr` take no parameters.
  package init(
    plugin: String, job: PluginDescription.Job?, format: PluginDescription.Format?
  ) {
    owner = job.map { "job \"\($0.name)\" of plugin \"\(plugin)\"" } ?? "a job of plain functions"
    self.job = job
    self.format = format
  }

  /// - Parameter attributes: the parts of the layout; nil if there is none.
  /// - Throws: `invalidArgument` for the first thing that is wrong, with what would be right.
  package func run(_ given: [String: String], attributes: [String]?) throws(MRError) {
    if let name = undeclared(given).first { throw unknown(name) }
    try checkDeclared(given, attributes: attributes)
  }

  /// The names that neither side declares, sorted; none if a side does not declare its parameters.
  package func undeclared(_ given: [String: String]) -> [String] {
    declaresAll ? notDeclared(given) : []
  }

  /// What is to be watched, because only the attempts can tell what the plugins ask for; nil if
  /// nothing is.
  package func watch(_ given: [String: String]) -> ParameterWatch? {
    let names = declaresAll ? [] : notDeclared(given)
    guard !names.isEmpty else { return nil }
    let asksInReduce = job.map { $0.hasReduce || $0.hasCombine } ?? false
    return ParameterWatch(names, owner: owner, until: asksInReduce ? .reduce : .map)
  }

  /// Checks all but the names that nobody declares.
  /// - Parameter parts: those of the layout; nil if there is none.
  package func checkDeclared(_ given: [String: String], attributes parts: [String]?) throws(MRError)
  {
    let attributes = parts.map { $0 + (format?.attributes ?? []) }
    for parameter in declared {
      guard let value = given[parameter.name] else {
        guard !parameter.isRequired else { throw missing(parameter) }
        continue
      }
      guard parameter.accepts(value, attributes) else {
        throw wrong(parameter, value, attributes)
      }
    }
    guard let attributes else { return }
    for name in job?.attributes ?? [] where !attributes.contains(name) {
      throw MRError(
        .invalidArgument,
        "\(owner) reads the layout's part {\(name)}, which the layout does not have",
        cause: Self.parts(attributes), remedy: Self.rename(name, attributes))
    }
  }

  /// The error for a name that nobody declares.
  package func unknown(_ name: String) -> MRError {
    let known = declared.map(\.name)
    let reader = format.map { " and input format \"\($0.name)\"" } ?? ""
    let list =
      known.isEmpty
      ? "It takes no parameters." : "Its parameters: \(known.joined(separator: ", "))."
    let nearest = nearestName(to: name, in: known).map { "Did you mean \($0)? " } ?? ""
    return MRError(
      .invalidArgument, "\(owner)\(reader) has no parameter \"\(printable(name.utf8))\"",
      remedy: nearest + list)
  }
}

extension ParameterCheck {
  private var declaresAll: Bool {
    (job == nil || job?.parameters != nil) && (format == nil || format?.parameters != nil)
  }

  private var declared: [PluginDescription.Parameter] {
    (job?.parameters ?? []) + (format?.parameters ?? [])
  }

  private func notDeclared(_ given: [String: String]) -> [String] {
    let known = Set(declared.map(\.name))
    return given.keys.filter { !known.contains($0) }.sorted()
  }

  private func missing(_ parameter: PluginDescription.Parameter) -> MRError {
    MRError(
      .invalidArgument, "\(owner) needs the parameter \"\(parameter.name)\", which is not given",
      cause: parameter.description,
      remedy: "Give it with --param \(parameter.name)=\(parameter.kind.placeholder).")
  }

  private func wrong(
    _ parameter: PluginDescription.Parameter, _ value: String, _ attributes: [String]?
  ) -> MRError {
    let what = "parameter \"\(parameter.name)\" is \"\(printable(value.utf8.prefix(256)))\""
    guard parameter.kind == .attribute, let attributes else {
      let nearest = nearestName(to: value, in: parameter.choices)
      return MRError(
        .invalidArgument, "\(what), which is \(parameter.kind.negation)",
        remedy: (nearest.map { "Did you mean \($0)? " } ?? "")
          + "\(owner) takes \(parameter.kind.demand(parameter.choices)).")
    }
    return MRError(
      .invalidArgument,
      "\(what), and the layout has no part {\(printable(value.utf8.prefix(256)))}",
      cause: Self.parts(attributes), remedy: Self.rename(value, attributes))
  }

  private static func parts(_ attributes: [String]) -> String {
    attributes.isEmpty
      ? "it has none"
      : "it has \(attributes.map { "{\($0)}" }.joined(separator: ", "))"
  }

  private static func rename(_ name: String, _ attributes: [String]) -> String {
    let nearest = nearestName(to: name, in: attributes).map { "Is {\($0)} meant? " } ?? ""
    return nearest + "Parts are named in --input: '/data/{\(printable(name.utf8.prefix(256)))}/*'."
  }
}

extension PluginDescription.Parameter {
  /// - Parameter attributes: the parts of the layout; nil if there is none.
  fileprivate func accepts(_ value: String, _ attributes: [String]?) -> Bool {
    switch kind {
    case .text: true
    case .flag: ["true", "yes", "1", "false", "no", "0"].contains(value)
    case .integer: Int64(value) != nil
    case .number: Self.isNumber(value)
    case .choice: choices.contains(value)
    case .attribute: attributes?.contains(value) ?? true
    }
  }

  /// Decimal digits with a point or an exponent, finite. `Double` alone takes hexadecimals and `nan`.
  private static func isNumber(_ text: String) -> Bool {
    text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
      && Double(text).map(\.isFinite) ?? false
  }
}

extension PluginDescription.Parameter.Kind {
  fileprivate var placeholder: String {
    self == .flag ? "true" : rawValue.uppercased()
  }

  fileprivate var negation: String {
    switch self {
    case .text: "no text"
    case .flag: "neither yes nor no"
    case .integer: "no integer of 64 bits"
    case .number: "no decimal number"
    case .choice: "none of its values"
    case .attribute: "no part of the layout"
    }
  }

  fileprivate func demand(_ choices: [String]) -> String {
    switch self {
    case .text: "any text"
    case .flag: "true, yes, 1 or false, no, 0"
    case .integer: "a decimal number such as -7"
    case .number: "a decimal number such as 0.5 or 1e-3"
    case .choice: choices.joined(separator: ", ")
    case .attribute: "the name of a {name} part of the layout"
    }
  }
}
