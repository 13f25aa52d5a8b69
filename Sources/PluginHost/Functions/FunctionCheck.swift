internal import Model

/// Holds a signature against its role and the types of what it is handed.
struct FunctionCheck {
  private let signature: FunctionSignature
  private let role: FunctionRole
  /// The types of the keys and values that come in.
  private let key: ValueType
  private let data: ValueType

  init(
    _ signature: FunctionSignature, as role: FunctionRole, key: ValueType,
    data: ValueType
  ) {
    self.signature = signature
    self.role = role
    self.key = key
    self.data = data
  }

  /// What a map function emits.
  func mapTypes(attributes: [String]?) throws(MRError)
    -> (key: ValueType, value: ValueType)
  {
    try checkParameters(attributes)
    if let (key, value) = signature.emitted { return (key.valueType, value.valueType) }
    guard let result = signature.result else {
      throw error(
        atEnd: "emits nothing", expected: "`-> TYPE`, or a parameter `emit(KEY, VALUE)`")
    }
    for item in [result.key, result.value] {
      if case .text(let text) = item { try checkAttributes(text, attributes, result.position) }
    }
    return (type(of: result.key, result.type), type(of: result.value, result.type))
  }

  func combineType(of valueType: ValueType) throws(MRError) {
    try checkParameters(nil)
    let result = try checkResult()
    guard Self.isSame(result, valueType) else {
      throw error(
        at: signature.result?.position,
        "gives \(result.rawValue) where the map function emits \(valueType.rawValue)",
        expected: "what may be combined again: values of the map function's type")
    }
  }

  /// What a reduce function emits under keys of the job's type.
  func reduceType(keyType: ValueType) throws(MRError)
    -> ValueType
  {
    try checkParameters(nil)
    guard let emitted = signature.emitted else { return try checkResult() }
    guard Self.isSame(emitted.key.valueType, keyType) else {
      throw error(
        at: position(\.isEmit), "emits keys of type \(emitted.key.name)",
        expected: "the job's keys, \(keyType.rawValue)")
    }
    try checkValues()
    guard signature.folding == nil else {
      throw error(
        at: position(\.isEmit), "emits while it folds",
        expected: "`-> TYPE`, or `values` and `count` instead of the accumulator")
    }
    return emitted.value.valueType
  }

  // MARK: Parameters

  private func checkParameters(_ attributes: [String]?) throws(MRError) {
    for parameter in signature.parameters {
      guard role.allows(parameter.kind) else {
        throw error(
          at: parameter.position, "has a parameter that \(role.rawValue) cannot give",
          expected: role.sources)
      }
      switch parameter.kind {
      case .text(let part):
        if type(part).isNumeric {
          throw error(
            at: parameter.position, "takes a text where the input has \(type(part).rawValue)",
            expected: "a number, such as `\(part == .key ? "key" : "data"):\(type(part).rawValue)`")
        }
      case .number(let part, let scalar):
        try checkNumber(scalar, type(part), parameter.position, allowsText: true)
      case .accumulator(let scalar), .value(let scalar), .values(.scalar(let scalar)):
        try checkNumber(scalar, data, parameter.position, allowsText: false)
      case .values(.cstring) where data.isNumeric:
        throw error(
          at: parameter.position, "takes texts where the values are \(data.rawValue)",
          expected: "an array of numbers, such as `values:\(data.rawValue)[]`")
      case .literal(let text): try checkAttributes(text, attributes, parameter.position)
      default: break
      }
    }
  }

  private func checkNumber(
    _ scalar: ScalarType, _ type: ValueType, _ position: Int, allowsText: Bool
  ) throws(MRError) {
    if scalar.isInteger, type == .float64 {
      throw error(
        at: position, "takes an integer where the data is float64", expected: "`double` or `float`")
    }
    if !allowsText, !type.isNumeric {
      throw error(
        at: position, "takes a number where the values are \(type.rawValue)",
        expected: "`values:cstring[]`")
    }
  }

  private func checkAttributes(_ text: FunctionText, _ attributes: [String]?, _ position: Int)
    throws(MRError)
  {
    guard let attributes else { return }
    for name in text.attributes where !attributes.contains(name) {
      throw error(
        at: position, "names the attribute {\(name)}, which the layout does not have",
        expected: attributes.isEmpty
          ? "no attribute, as the layout has none"
          : "one of \(attributes.map { "{\($0)}" }.joined(separator: ", "))")
    }
  }

  // MARK: Combine and reduce

  /// Checks that a combine or reduce function sees the values, and in one way only.
  private func checkValues() throws(MRError) {
    let folds = position {
      switch $0 {
      case .accumulator, .value: true
      default: false
      }
    }
    let gathers = position {
      switch $0 {
      case .values, .count: true
      default: false
      }
    }
    if let folds, let gathers {
      throw error(
        at: max(folds, gathers), "takes values one by one and all at once",
        expected: "`accumulator` and `value`, or `values` and `count`")
    }
    guard signature.folding != nil || position(\.isValues) != nil else {
      throw error(
        atEnd: "does not take the values",
        expected: "`accumulator:TYPE` and `value:TYPE`, or `values:TYPE[]` and `count`")
    }
  }

  private func checkResult() throws(MRError) -> ValueType {
    try checkValues()
    guard let result = signature.result else {
      throw error(atEnd: "returns nothing", expected: "`-> TYPE`, the type of its result")
    }
    guard result.key == .part(.key), result.value == .returned else {
      throw error(
        at: result.position, "emits something else than its result",
        expected: "`-> TYPE`: \(role.rawValue) emits under the key that it is given")
    }
    if let accumulator = signature.folding, result.type != .scalar(accumulator) {
      throw error(
        at: result.position, "folds \(accumulator.rawValue) into \(result.type.name)",
        expected: "`-> \(accumulator.rawValue)`, the type of the accumulator")
    }
    return result.type.valueType
  }

  // MARK: Small things

  private func type(_ part: FunctionSignature.Part) -> ValueType {
    part == .key ? key : data
  }

  private func type(of item: FunctionSignature.Item, _ returned: FunctionType)
    -> ValueType
  {
    switch item {
    case .returned: returned.valueType
    case .part(let part): type(part)
    case .text: .utf8
    case .number: .int64
    }
  }

  /// Whether two types are one to the functions of C, as bytes and text are.
  private static func isSame(_ a: ValueType, _ b: ValueType)
    -> Bool
  {
    a == b || !a.isNumeric && !b.isNumeric
  }

  private func position(_ isMeant: (FunctionSignature.Kind) -> Bool) -> Int? {
    signature.parameters.first { isMeant($0.kind) }?.position
  }

  private func error(atEnd what: String, expected: String) -> MRError {
    error(at: nil, what, expected: expected)
  }

  /// - Parameter position: nil for the end.
  private func error(at position: Int?, _ what: String, expected: String) -> MRError {
    signature.error(
      at: position ?? signature.call.unicodeScalars.count, what, expected: expected)
  }
}

extension FunctionSignature {
  /// The type of the accumulator of a function that folds values one by one; nil if it does not.
  var folding: ScalarType? {
    var accumulator: ScalarType?
    var value: ScalarType?
    for parameter in parameters {
      switch parameter.kind {
      case .accumulator(let type): accumulator = type
      case .value(let type): value = type
      default: break
      }
    }
    return value == nil ? nil : accumulator
  }
}
