package import Model

extension WireJobSpec {
  package init(_ spec: JobSpec) {
    self.init()
    plugin = spec.plugin
    job = spec.job ?? ""
    input = spec.input
    format = spec.format ?? ""
    output = spec.output
    parameters = spec.parameters
    if let reducers = spec.reducers { self.reducers = UInt32(clamping: reducers) }
    if let functions = spec.functions { self.functions = WireJobFunctions(functions) }
    if let taskBytes = spec.taskBytes { self.taskBytes = UInt64(clamping: taskBytes) }
    badInput = WireBadInputPolicy(spec.badInput)
    cache = spec.cache.text ?? ""
    reuse = spec.reuse
    provenance = spec.provenance
    sandbox = spec.sandbox
    if let former = spec.former {
      self.former.path = former.path
      self.former.onlySameCode = former.onlySameCode
    }
  }
}

extension JobSpec {
  /// - Throws: `invalidArgument` if a required text is empty, or anything is out of bounds.
  package init(_ wire: WireJobSpec) throws(MRError) {
    func required(_ text: String, _ field: String, remedy: String) throws(MRError) -> String {
      if text.isEmpty {
        throw MRError(.invalidArgument, "the job spec has no \(field)", remedy: remedy)
      }
      return try checked(text, field, atMost: WireLimits.path)
    }
    let functions = wire.hasFunctions ? try JobFunctions(wire.functions) : nil
    if functions != nil, !wire.plugin.isEmpty || !wire.job.isEmpty {
      throw MRError(
        .invalidArgument, "the job spec has a plugin and functions",
        remedy: "Leave one of them out.")
    }
    self.init(
      plugin: functions != nil
        ? ""
        : try required(
          wire.plugin, "plugin", remedy: "Name a bundled plugin or the path of a shared library."),
      job: wire.job.isEmpty ? nil : try checked(wire.job, "job"),
      input: try required(
        wire.input, "input", remedy: "Name a layout: '/data/books/{category}/{book}.txt'."),
      format: wire.format.isEmpty ? nil : try checked(wire.format, "format"),
      output: try required(wire.output, "output", remedy: "Name the output directory."),
      parameters: try checkedParameters(wire.parameters),
      reducers: wire.hasReducers
        ? try bounded(wire.reducers, "reducers", in: 1...WireLimits.partitions) : nil,
      functions: functions,
      taskBytes: wire.hasTaskBytes
        ? try bounded(wire.taskBytes, "task_bytes", in: 1...JobSpec.mostTaskBytes) : nil,
      badInput: try BadInputPolicy(wire.badInput),
      cache: try CacheChoice(wire: wire.cache), reuse: wire.reuse, provenance: wire.provenance,
      sandbox: wire.sandbox,
      former: wire.hasFormer
        ? FormerOutput(
          path: try required(
            wire.former.path, "former.path", remedy: "Name the output directory to go on from."),
          onlySameCode: wire.former.onlySameCode) : nil)
  }
}

/// - Throws: `invalidArgument` for too many parameters, for names and values that are too long, together or alone, and for bytes that C cannot take.
package func checkedParameters(_ parameters: [String: String]) throws(MRError) -> [String: String] {
  try checkCount(parameters, "parameters", atMost: WireLimits.parameters)
  var rest = WireLimits.parameterBytes
  for (name, value) in parameters {
    if name.isEmpty { throw MRError(.invalidArgument, "a parameter has no name") }
    _ = try checked(name, "a parameter's name")
    let shown = "the parameter '\(printable(name.utf8))'"
    _ = try checked(value, shown, atMost: WireLimits.parameter)
    rest -= name.utf8.count + value.utf8.count
    if rest < 0 {
      throw MRError(
        .invalidArgument, "the parameters have more than \(WireLimits.parameterBytes) bytes",
        cause: "\(shown) does not fit any more",
        remedy: "Put what is long into a file that the plugin reads, and give its name.")
    }
  }
  return parameters
}
