import Model
import Protocol
import Yams

/// `job.yaml`: the flags of `mr submit` as keys.
///
///     plugin: wordcount
///     input: data/books/{category}/{book}.pdf
///     format: pdf
///     output: counts
///     param:
///       by: category
///     reducers: 4
///     task-size: 8
///     allow-bad: 1%
///     cache: /var/tmp/mr:8G
///     reuse: true
///     provenance: true
///     sandbox: true
extension JobRequest {
  /// - Parameter file: named in errors.
  /// - Throws: `invalidArgument` with file, line and column.
  init(yaml text: String, file: String) throws(MRError) {
    try SpecBounds.check(text, file: file)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw MRError(.invalidArgument, "\(file) is not YAML", cause: Self.cause(error))
    }
    guard case .mapping(let mapping) = root else {
      throw Self.error(
        root, file, "a job spec is a mapping", "Write 'plugin: wordcount' and so on.")
    }
    self.init()
    for (key, value) in mapping {
      switch key.string {
      case "plugin": plugin = try Self.text(value, "plugin", file)
      case "job": job = try Self.text(value, "job", file)
      case "function": function = try Self.text(value, "function", file)
      case "reduce-function": reduceFunction = try Self.text(value, "reduce-function", file)
      case "combine-function": combineFunction = try Self.text(value, "combine-function", file)
      case "combiner": combiner = try Self.text(value, "combiner", file)
      case "input": input = try Self.text(value, "input", file)
      case "format": format = try Self.text(value, "format", file)
      case "output": output = try Self.text(value, "output", file)
      case "param":
        guard case .mapping(let pairs) = value else {
          throw Self.error(value, file, "'param' is a mapping of names to values", nil)
        }
        for (name, value) in pairs {
          let name = try Self.text(name, "a parameter's name", file)
          parameters[name] = try Self.text(value, "param.\(name)", file)
        }
      case "reducers":
        guard let count = value.int, (1...WireLimits.partitions).contains(count) else {
          throw Self.error(
            value, file, "'reducers' is a number within 1 and \(WireLimits.partitions)", nil)
        }
        reducers = count
      case "task-size":
        guard let size = value.int, (1...Self.mostTaskSize).contains(size) else {
          throw Self.error(
            value, file, "'task-size' is a number of MB within 1 and \(Self.mostTaskSize)", nil)
        }
        taskSize = size
      case "on-bad":
        guard let reaction = value.string.flatMap(BadInputPolicy.Reaction.init) else {
          throw Self.error(value, file, "'on-bad' is skip or fail", nil)
        }
        badInput.reaction = reaction
      case "allow-bad": badInput.allowed = try Self.amount(value, "allow-bad", file)
      case "max-bad": badInput.most = try Self.amount(value, "max-bad", file)
      case "cache": cache = try Self.text(value, "cache", file)
      case "reuse": reuse = try Self.choice(value, "reuse", file)
      case "provenance": provenance = try Self.choice(value, "provenance", file)
      case "sandbox": sandbox = try Self.choice(value, "sandbox", file)
      default:
        throw Self.error(
          key, file, "'\(printable((key.string ?? "?").utf8))' is no key of a job spec",
          "The keys are plugin, job, input, format, output, param, reducers, task-size, on-bad, "
            + "allow-bad, max-bad, cache, reuse, provenance and sandbox; for plain functions function, reduce-function, combine-function and combiner."
        )
      }
    }
  }

  /// Scalars as they are written: `unicode: true` is the text "true".
  private static func text(_ node: Node, _ key: String, _ file: String) throws(MRError) -> String {
    guard case .scalar(let scalar) = node else {
      throw error(node, file, "'\(key)' is a text", nil)
    }
    return scalar.string
  }

  private static func choice(_ node: Node, _ key: String, _ file: String) throws(MRError) -> Bool {
    if let choice = node.bool { return choice }
    throw error(node, file, "'\(key)' is true or false", nil)
  }

  private static func amount(_ node: Node, _ key: String, _ file: String) throws(MRError)
    -> Amount
  {
    if let amount = Amount(try text(node, key, file)) { return amount }
    throw error(node, file, "'\(key)' is a number, or a part of all: 12, 0.5%", nil)
  }

  private static func error(_ node: Node?, _ file: String, _ message: String, _ remedy: String?)
    -> MRError
  {
    let place = node?.mark.map { ":\($0.line):\($0.column)" } ?? ""
    return MRError(.invalidArgument, "\(file)\(place): \(message)", remedy: remedy)
  }

  private static func cause(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line), column \(mark.column): \(problem)"
    case .duplicatedKeysInMapping(let keys, let context):
      "line \(context.mark.line): '\(keys.sorted().map { visible($0) }.joined(separator: "', '"))' is given twice"
    default: String(describing: error)
    }
  }
}
