package import Model

/// A job of plain functions whose signatures fit each other and the input. Nothing is loaded yet.
package struct FunctionJob: Sendable, Hashable {
  package let map: FunctionSignature
  package let combine: FunctionSignature?
  package let reduce: FunctionSignature?
  package let description: PluginDescription.Job
  /// The type of the values that reduce receives.
  let reducedType: ValueType
  let input: InputTypes

  /// What the input format's records are made of.
  package struct InputTypes: Sendable, Hashable {
    package var key: ValueType
    package var data: ValueType
    package init(key: ValueType, data: ValueType) {
      self.key = key
      self.data = data
    }
    package static let text = InputTypes(key: .int64, data: .bytes)
    package static let whole = InputTypes(key: .bytes, data: .bytes)

    /// - Parameter plugin: the description of a plugin's format.
    package init(_ format: InputFormat, _ plugin: PluginDescription.Format?) {
      self =
        switch format {
        case .text, .rawText: .text
        case .whole: .whole
        case .plugin:
          plugin.map { InputTypes(key: $0.keyType, data: $0.valueType) } ?? .whole
        }
    }
  }

  package var signatures: [FunctionSignature] { [map] + [combine, reduce].compactMap(\.self) }

  /// - Parameter attributes: the names that the layout has; nil if they were checked before.
  /// - Throws: `invalidArgument`, which names the character that does not parse or does not fit,
  ///   and what is expected there.
  package init(_ functions: JobFunctions, input: InputTypes, attributes: [String]? = nil)
    throws(MRError)
  {
    let map = try FunctionSignature(functions.map)
    let checkMap = FunctionCheck(map, as: .map, key: input.key, data: input.data)
    let (keyType, valueType) = try checkMap.mapTypes(attributes: attributes)
    let combiner = try Self.combiner(functions, valueType)
    let reducedType = combiner?.resultType(valueType) ?? valueType

    let combine: FunctionSignature? =
      if let text = functions.combine { try FunctionSignature(text) } else { nil }
    if let combine {
      let check = FunctionCheck(combine, as: .combine, key: keyType, data: valueType)
      try check.combineType(of: valueType)
    }
    let reduce: FunctionSignature? =
      if let text = functions.reduce { try FunctionSignature(text) } else { nil }
    var resultType = reducedType
    if let reduce {
      let check = FunctionCheck(reduce, as: .reduce, key: keyType, data: reducedType)
      resultType = try check.reduceType(keyType: keyType)
    }

    self.map = map
    self.combine = combine
    self.reduce = reduce
    self.reducedType = reducedType
    self.input = input
    description = PluginDescription.Job(
      name: map.name, keyType: keyType, valueType: valueType, resultType: resultType,
      combiner: combiner, hasCombine: combine != nil, hasReduce: reduce != nil,
      hasPartition: false, hasCompare: false)
  }

  private static func combiner(
    _ functions: JobFunctions, _ valueType: ValueType
  ) throws(MRError) -> StockCombiner? {
    guard let combiner = functions.combiner else { return nil }
    guard functions.combine == nil else {
      throw MRError(
        .invalidArgument,
        "the job has a combine function and the combiner \"\(combiner.rawValue)\"",
        remedy: "Leave one of them out.")
    }
    guard combiner.accepts(valueType) else {
      throw MRError(
        .invalidArgument,
        "the combiner \"\(combiner.rawValue)\" takes numbers, and the map function emits \(valueType.rawValue)",
        remedy: "Let it emit a number, or use the combiner \"count\".")
    }
    return combiner
  }
}
