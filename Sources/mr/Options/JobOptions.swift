import ArgumentParser
import Model
import Protocol

/// What job to run. Every flag has its counterpart of the same name in a spec file.
struct JobOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The plugin: a bundled one's name, or a path that has a slash.", valueName: "name|path.so"))
  var plugin: String?

  @Option(help: ArgumentHelp("Which of the plugin's jobs. (default: its first)", valueName: "name"))
  var job: String?

  @Option(
    help: ArgumentHelp(
      """
      Instead of a plugin, a plain C function to map records with, such as \
      'libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64'. docs/functions.md has the grammar.
      """, valueName: "signature"))
  var function: String?

  @Option(
    help: ArgumentHelp(
      """
      A plain C function that reduces, such as \
      'libm.so.6:fmax(accumulator:double, value:double) -> double'. With --function.
      """, valueName: "signature"))
  var reduceFunction: String?

  @Option(
    help: ArgumentHelp(
      "A plain C function that combines, before values travel. With --function.",
      valueName: "signature"))
  var combineFunction: String?

  @Option(
    help: ArgumentHelp(
      "A stock combiner: sum, min, max or count. With --function.", valueName: "name"))
  var combiner: String?

  @Option(
    help: ArgumentHelp(
      """
      The layout of the input. {name} matches one part of a path and becomes an attribute of its \
      records; * and ** work as in shells. Quote it.
      """, valueName: "layout"))
  var input: String?

  @Option(
    help: ArgumentHelp(
      """
      How files become records: text (lines), text! (lines, whatever the files are), whole (files), \
      auto (pdf or text, by what most files are), or the name of an input format. (default: pdf or text, by \
      what all files are)
      """, valueName: "format"))
  var format: String?

  @Option(
    help: ArgumentHelp(
      "The output directory. It must not exist, or be empty.", valueName: "directory"))
  var output: String?

  @Option(
    help: ArgumentHelp(
      "A parameter of the plugin. May be given several times.", valueName: "name=value"))
  var param: [Parameter] = []

  @Option(
    help: ArgumentHelp(
      """
      How much input a map task gets at most, in MB, 1 to \(JobRequest.mostTaskSize): little where map \
      takes long. (default: \(JobRequest.mostTaskSize), and less for small inputs and near the end)
      """, valueName: "MB"))
  var taskSize: Int?

  @OptionGroup var badInput: BadInputOptions

  @Option(
    help: ArgumentHelp(
      """
      Where workers keep what they read of PDFs and other documents, for later jobs: a directory, and \
      how much of its disk in M, G or T. (default: \(CacheChoice.variable), or mr in the user's cache \
      directory, with 4G)
      """, valueName: "directory:size"))
  var cache: String?

  @Flag(help: "Read all documents anew, and keep nothing.")
  var noCache = false

  @Flag(
    help: """
      Map only files that are new or changed since a job with the same code and parameters, and keep map       output for the next one, in the cache of the master's host.
      """)
  var reuse = false

  @Flag(
    help: "Keep an index with the result, from which mr why finds the files that a key comes from.")
  var provenance = false

  func validate() throws {
    if noCache, cache != nil {
      throw ValidationError("'--cache' and '--no-cache' do not go together.")
    }
    if noCache, reuse {
      throw ValidationError("'--reuse' and '--no-cache' do not go together.")
    }
    do { _ = try cache.map { (text) throws(MRError) in try CacheChoice(text) } } catch {
      throw ValidationError(error.description)
    }
    try checkCount(taskSize, "--task-size", atMost: JobRequest.mostTaskSize)
    var names: Set<String> = []
    for parameter in param where !names.insert(parameter.name).inserted {
      throw ValidationError("The parameter '\(parameter.name)' is given twice.")
    }
  }

  /// The flags as they are, over what a spec file says.
  func request(over file: JobRequest = JobRequest()) -> JobRequest {
    var request = file
    request.plugin = plugin ?? file.plugin
    request.job = job ?? file.job
    request.function = function ?? file.function
    request.reduceFunction = reduceFunction ?? file.reduceFunction
    request.combineFunction = combineFunction ?? file.combineFunction
    request.combiner = combiner ?? file.combiner
    request.input = input ?? file.input
    request.format = format ?? file.format
    request.output = output ?? file.output
    request.taskSize = taskSize ?? file.taskSize
    request.cache = noCache ? CacheChoice.off.text : cache ?? file.cache
    request.reuse = reuse || file.reuse
    request.provenance = provenance || file.provenance
    for parameter in param { request.parameters[parameter.name] = parameter.value }
    request.badInput = badInput.policy(over: file.badInput)
    return request
  }
}
