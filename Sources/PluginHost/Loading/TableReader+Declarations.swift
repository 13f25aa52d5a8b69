internal import CMapReduce
internal import Model

/// What jobs and input formats declare of what they take.
extension TableReader {
  /// The parameters that are declared; nil if none are, not even that there is none.
  func parameters(
    _ array: UnsafePointer<UnsafePointer<mr_parameter_spec>?>?, _ count: UInt32, of owner: String
  ) throws(MRError) -> [PluginDescription.Parameter]? {
    if array == nil && count == 0 { return nil }
    let parameters = try elements(array, count, "parameter", of: owner) {
      (spec, number) throws(MRError) in
      try parameter(spec, "parameter \(number) of \(owner)")
    }
    try refuseTwins(parameters.map(\.name), "parameter", of: owner)
    return parameters
  }

  private func parameter(_ pointer: UnsafePointer<mr_parameter_spec>, _ number: String)
    throws(MRError) -> PluginDescription.Parameter
  {
    let spec = try copy(pointer, number)
    let name = try self.name(spec.name, of: number)
    guard !name.contains("=") else {
      throw refusal(
        "the name of \(number), \"\(name)\", has an equals sign",
        remedy: "Rename it: --param ends a name at the first equals sign.")
    }
    let owner = "\(number), \"\(name)\","
    guard let kind = PluginDescription.Parameter.Kind(spec.kind) else {
      throw refusal(
        "\(owner) is of kind \(spec.kind), which is none",
        remedy: "Use MR_TEXT, MR_FLAG, MR_INTEGER, MR_NUMBER, MR_CHOICE or MR_ATTRIBUTE.")
    }
    let fallback = try text(spec.fallback, "fallback", of: owner)
    guard spec.required == 0 || fallback == nil else {
      throw refusal(
        "\(owner) is required and has a fallback", remedy: "Leave one of them out.")
    }
    return PluginDescription.Parameter(
      name: name, kind: kind, isRequired: spec.required != 0, fallback: fallback,
      description: try text(spec.description, "description", of: owner),
      choices: try choices(spec.choices, kind, of: owner))
  }

  private func choices(
    _ text: UnsafePointer<CChar>?, _ kind: PluginDescription.Parameter.Kind, of owner: String
  ) throws(MRError) -> [String] {
    guard let text = try self.text(text, "choices", of: owner) else {
      guard kind != .choice else {
        throw refusal(
          "\(owner) has no choices", remedy: "Set .choices to its values, separated by \"|\".")
      }
      return []
    }
    guard kind == .choice else {
      throw refusal(
        "\(owner) has choices and is not of kind MR_CHOICE",
        remedy: "Leave .choices NULL, or set .kind to MR_CHOICE.")
    }
    let choices = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    guard choices.allSatisfy({ !$0.isEmpty }), Set(choices).count == choices.count else {
      throw refusal(
        "the choices of \(owner) \"\(text)\", are empty or the same",
        remedy: "Separate the values by one \"|\" each, and name each once.")
    }
    return choices
  }

  /// The names of the layout's parts that a job reads.
  func attributes(
    _ array: UnsafePointer<UnsafePointer<CChar>?>?, _ count: UInt32, of owner: String
  ) throws(MRError) -> [String] {
    let attributes = try elements(array, count, "attribute", of: owner) {
      (name, number) throws(MRError) in
      try self.name(name, of: "attribute \(number) of \(owner)")
    }
    try refuseTwins(attributes, "attribute", of: owner)
    return attributes
  }

  /// The name of the input format that a job reads; nil if it names none.
  func formatName(_ text: UnsafePointer<CChar>?, of owner: String) throws(MRError) -> String? {
    let name = try self.text(text, "format", of: owner, limit: Self.longestName)
    guard name != "" else {
      throw refusal(
        "the format of \(owner) is an empty name",
        remedy: "Set .format to NULL, or to \"text\", \"whole\" or the name of an input format.")
    }
    return name
  }
}
