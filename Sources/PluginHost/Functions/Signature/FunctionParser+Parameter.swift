internal import Model

extension FunctionParser {
  private static let parameterForms =
    "`data`, `size`, `key`, `keysize`, `cstring`, `TYPE=CONSTANT`, `null` or `emit(KEY, VALUE)`;"
    + " to reduce and combine `accumulator:TYPE` and `value:TYPE`, or `values:TYPE[]` and `count`"
  private static let numberNames = ScalarType.allCases.map(\.rawValue).joined(separator: ", ")

  mutating func parameter() throws(MRError) -> FunctionSignature.Kind {
    let position = index
    let word = try word(Self.parameterForms)
    if let type = ScalarType(rawValue: word), take("=") { return try constant(type) }
    switch word {
    case "data": return try part(.data)
    case "key": return try part(.key)
    case "size": return .length(.data, try length())
    case "keysize": return .length(.key, try length())
    case "count": return .count(try length())
    case "accumulator": return .accumulator(try number(of: word))
    case "value": return .value(try number(of: word))
    case "values": return .values(try element())
    case "null": return .null
    case "cstring": return take("=") ? .literal(try literal()) : .text(.data)
    case "emit": return try emit()
    default: break
    }
    if ScalarType(rawValue: word) != nil {
      throw error(
        at: position, "does not say which \(word) to hand over",
        expected: "a constant such as `\(word)=0`, or what it is of, such as `size:\(word)`")
    }
    throw error(
      at: position, "has the unknown parameter `\(word)`", expected: Self.parameterForms)
  }

  /// What follows `data` or `key`.
  private mutating func part(_ part: FunctionSignature.Part) throws(MRError)
    -> FunctionSignature.Kind
  {
    guard take(":") else { return .pointer(part) }
    switch try type("cstring, or a number: \(Self.numberNames)") {
    case .scalar(let type): return .number(part, type)
    case .cstring, .bytes: return .text(part)
    }
  }

  /// What follows `size`, `keysize` or `count`: an integer type, or nothing for `size_t`.
  private mutating func length() throws(MRError) -> ScalarType {
    guard take(":") else { return .size }
    skipSpace()
    let position = index
    guard case .scalar(let type) = try type("an integer type: \(Self.numberNames)"), type.isInteger
    else {
      throw error(at: position, "counts in a type that is no integer", expected: "such as `uint32`")
    }
    return type
  }

  private mutating func number(of word: String) throws(MRError) -> ScalarType {
    try expect(":", "`:` and the type of `\(word)`: \(Self.numberNames)")
    skipSpace()
    let position = index
    guard case .scalar(let type) = try type("a number: \(Self.numberNames)") else {
      throw error(
        at: position, "folds values that are no numbers", expected: "one of \(Self.numberNames)")
    }
    return type
  }

  /// Reads what follows `values`.
  private mutating func element() throws(MRError) -> FunctionType {
    try expect(":", "`:` and the type of the values, such as `double[]`")
    let type = try type("the type of the values: cstring, \(Self.numberNames)")
    try expect("[", "`[]`, as all values are handed over at once")
    try expect("]", "`]`")
    return type
  }

  private mutating func emit() throws(MRError) -> FunctionSignature.Kind {
    let types = "cstring, bytes, \(Self.numberNames)"
    try expect("(", "`(` and the types of a key and a value")
    let key = try type("the type of the key: \(types)", allowsBytes: true)
    try expect(",", "`,` and the type of the value")
    let value = try type("the type of the value: \(types)", allowsBytes: true)
    try expect(")", "`)` after the type of the value")
    return .emit(key: key, value: value)
  }

  /// Reads a result: `TYPE` or `(KEY, VALUE)`.
  mutating func result() throws(MRError) -> FunctionSignature.Result {
    skipSpace()
    let position = relative(index)
    let expected = "cstring, or a number: \(Self.numberNames)"
    guard take("(") else {
      let type = try type("\(expected); or `(KEY, VALUE)`")
      return .init(type: type, key: .part(.key), value: .returned, position: position)
    }
    var type: FunctionType?
    let key = try item(&type, expected)
    try expect(",", "`,` and the value")
    skipSpace()
    let valueStart = index
    let value = try item(&type, expected)
    guard let type else {
      throw error(
        at: valueStart, "emits nothing of what the function returns",
        expected: "the type of its result as the key or the value: \(expected)")
    }
    try expect(")", "`)` after the value")
    return .init(type: type, key: key, value: value, position: position)
  }

  /// - Parameter returned: the function's result, once an item has named its type.
  private mutating func item(_ returned: inout FunctionType?, _ expected: String) throws(MRError)
    -> FunctionSignature.Item
  {
    skipSpace()
    let position = index
    if current == "\"" { return .text(try literal()) }
    if let current, current == "-" || ("0"..."9").contains(current) {
      guard case .integer(let number) = try numeral(), let number = Int64(number) else {
        throw error(at: position, "emits a number that is no int64", expected: "such as `1`")
      }
      return .number(number)
    }
    let start = index
    switch try word("a type, `key`, `data`, a number or a text") {
    case "key": return .part(.key)
    case "data": return .part(.data)
    default: break
    }
    index = start
    guard returned == nil else {
      throw error(
        at: position, "returns two things", expected: "`key`, `data`, a number or a text")
    }
    returned = try type("\(expected); or `key`, `data`, a number or a text")
    return .returned
  }

  /// Reads the name of a type.
  private mutating func type(_ expected: String, allowsBytes: Bool = false) throws(MRError)
    -> FunctionType
  {
    skipSpace()
    let position = index
    let word = try word(expected)
    if let type = ScalarType(rawValue: word) { return .scalar(type) }
    if word == "cstring" { return .cstring }
    if word == "bytes", allowsBytes { return .bytes }
    throw error(at: position, "has the type `\(word)`", expected: expected)
  }
}
