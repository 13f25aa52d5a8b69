/// What a client asks for. The names are those of the command line and of `job.yaml`.
package struct JobSpec: Sendable, Hashable, Codable {
  /// A bundled plugin's name, or a path. Empty if the job is made of plain functions.
  package var plugin: String
  /// Which of the plugin's jobs; nil means its first.
  package var job: String?
  /// The layout of the input: `data/books/{category}/{book}.pdf`.
  package var input: String
  /// `text`, `text!`, `whole`, `auto`, or the name of an input format or its plugin; nil means by what the
  /// files are.
  package var format: String?
  /// The output directory; it must not exist, or be empty.
  package var output: String
  package var parameters: [String: String]
  /// Number of reduce partitions, which is that of part files; nil means the cluster's reducers.
  package var reducers: Int?
  /// Plain C functions instead of a plugin.
  package var functions: JobFunctions?
  /// How much input a map task gets at most, in bytes; at least a chunk. Nil means `mostTaskBytes`,
  /// and less for small inputs and near the end of large ones.
  package var taskBytes: Int?
  /// What becomes of input that cannot be used.
  package var badInput: BadInputPolicy
  /// Where workers keep what they read of documents.
  package var cache: CacheChoice
  /// Whether map output of earlier jobs is reused, and that of this one kept.
  package var reuse: Bool
  /// Whether an index is kept with the result, of which files each key may come from.
  package var provenance: Bool
  /// Whether the job is to run in sandboxes only.
  package var sandbox: Bool
  /// What the job goes on from; nil if it begins anew.
  package var former: FormerOutput?
  /// The most input of a map task, in bytes: more would not combine better.
  package static let mostTaskBytes = 64 << 20
  package static let mostReducers = 65_536

  package init(
    plugin: String, job: String? = nil, input: String, format: String? = nil, output: String,
    parameters: [String: String] = [:], reducers: Int? = nil,
    functions: JobFunctions? = nil, taskBytes: Int? = nil,
    badInput: BadInputPolicy = BadInputPolicy(), cache: CacheChoice = .standard,
    reuse: Bool = false, provenance: Bool = false, sandbox: Bool = false,
    former: FormerOutput? = nil
  ) {
    self.reuse = reuse
    self.provenance = provenance
    self.sandbox = sandbox
    self.former = former
    self.badInput = badInput
    self.plugin = plugin
    self.job = job
    self.input = input
    self.format = format
    self.output = output
    self.parameters = parameters
    self.reducers = reducers
    self.functions = functions
    self.taskBytes = taskBytes
    self.cache = cache
  }
}
