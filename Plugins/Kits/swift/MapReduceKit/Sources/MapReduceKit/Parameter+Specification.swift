import CMapReduce

extension Parameter {
  /// In the host's terms. Lives as long as the process.
  var specification: UnsafePointer<mr_parameter_spec> {
    var specification = mr_parameter_spec()
    specification.size = MemoryLayout<mr_parameter_spec>.size
    specification.name = Lasting.text(name)
    specification.kind = kind.number
    specification.required = isRequired ? 1 : 0
    specification.fallback = fallback.map { Lasting.text($0) }
    specification.description = Lasting.text(summary)
    if case .choice(let choices) = kind {
      specification.choices = Lasting.text(choices.joined(separator: "|"))
    }
    return Lasting.value(specification)
  }
}

extension Parameter.Kind {
  fileprivate var number: mr_parameter_kind {
    switch self {
    case .text: MR_TEXT
    case .flag: MR_FLAG
    case .integer: MR_INTEGER
    case .number: MR_NUMBER
    case .choice: MR_CHOICE
    case .attribute: MR_ATTRIBUTE
    }
  }
}
