import FoundationEssentials
package import Model

extension WireJobPlan {
  package init(_ plan: JobPlan) {
    self.init()
    plugin = WirePluginFile(plan.plugin)
    job = plan.job
    format = WireInputFormat(plan.format)
    parameters = plan.parameters
    partitions = UInt32(clamping: plan.partitions)
    output = WireBytes(plan.output.bytes)
    if let functions = plan.functions { self.functions = WireJobFunctions(functions) }
    libraries = plan.libraries.mapValues { WirePluginFile($0) }
    badInput = WireBadInputPolicy(plan.badInput)
    cache = plan.cache.text ?? ""
    reuse = plan.reuse
    provenance = plan.provenance
  }
}

extension JobPlan {
  /// - Throws: `invalidArgument` if anything is missing or out of bounds.
  package init(_ wire: WireJobPlan) throws(MRError) {
    // A job has a handful of functions.
    try checkCount(wire.libraries, "libraries", atMost: 16)
    var libraries: [String: PluginFile] = [:]
    for (name, file) in wire.libraries { libraries[name] = try PluginFile(file) }
    self.init(
      plugin: try PluginFile(wire.plugin), job: try checked(wire.job, "job"),
      format: try InputFormat(wire.format),
      parameters: try checkedParameters(wire.parameters),
      partitions: try bounded(wire.partitions, "partitions", in: 1...WireLimits.partitions),
      output: try BytePath(wire: wire.output, "output"),
      badInput: try BadInputPolicy(wire.badInput),
      functions: wire.hasFunctions ? try JobFunctions(wire.functions) : nil, libraries: libraries,
      cache: try CacheChoice(wire: wire.cache), reuse: wire.reuse, provenance: wire.provenance)
  }
}

extension WirePluginFile {
  package init(_ file: PluginFile) {
    self.init()
    path = file.path
    digest = file.digest
    size = UInt64(clamping: file.size)
    copy = file.copy ?? ""
  }
}

extension PluginFile {
  /// - Throws: `invalidArgument` if the digest is no SHA-256 in lower-case hexadecimal: it names
  ///   files and blocks, so nothing else may pass.
  package init(_ wire: WirePluginFile) throws(MRError) {
    let digest = wire.digest.utf8
    let hexadecimal = digest.allSatisfy {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
    }
    guard digest.count == 64, hexadecimal else {
      throw MRError(.invalidArgument, "a plugin's digest is not 64 hexadecimal digits")
    }
    self.init(
      path: try checked(wire.path, "plugin.path", atMost: WireLimits.path), digest: wire.digest,
      size: try bounded(wire.size, "plugin.size", in: 0...WireLimits.bytes),
      copy: wire.copy.isEmpty
        ? nil : try checked(wire.copy, "plugin.copy", atMost: WireLimits.path))
  }
}

extension WireInputFormat {
  init(_ format: InputFormat) {
    self.init()
    switch format {
    case .text: text = Text()
    case .rawText: text.anyBytes = true
    case .whole: whole = Whole()
    case .plugin(let file, let name, let splittable):
      plugin.plugin = WirePluginFile(file)
      plugin.name = name
      plugin.splittable = splittable
    }
  }
}

extension InputFormat {
  /// - Throws: `invalidArgument` if no kind of format is set.
  init(_ wire: WireInputFormat) throws(MRError) {
    switch wire.kind {
    case .text(let text): self = text.anyBytes ? .rawText : .text
    case .whole: self = .whole
    case .plugin(let plugin):
      self = .plugin(
        try PluginFile(plugin.plugin), name: try checked(plugin.name, "format.name"),
        splittable: plugin.splittable)
    case nil: throw MRError(.invalidArgument, "the job plan names no input format")
    }
  }
}
