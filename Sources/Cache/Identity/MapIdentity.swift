package import Model

/// A job as far as the map output of its tasks depends on it, but for the libraries that its code needs:
/// those stand in the entries.
package struct MapIdentity: Sendable {
  private let fields: [[UInt8]]

  /// - Parameters:
  ///   - splitPoints: The bounds of the partitions, where they are ranges of keys.
  ///   - cut: The numbers that tell how the same files are cut into tasks and blocks.
  package init(_ plan: JobPlan, splitPoints: [[UInt8]], cut: [Int]) {
    var fields = [Array("map".utf8), Array(plan.plugin.digest.utf8), Array(plan.job.utf8)]
    fields += Self.fields(plan.format)
    fields += Self.fields(plan.parameters)
    fields += Self.fields(plan.libraries.mapValues(\.digest))
    if let functions = plan.functions { fields += Self.fields(functions) }
    fields.append(bigEndian(UInt64(plan.partitions)))
    fields.append(bigEndian(UInt64(splitPoints.count)))
    fields += splitPoints
    fields += cut.map { bigEndian(UInt64(clamping: $0)) }
    self.fields = fields
  }

  /// The key of a task.
  /// - Parameters:
  ///   - part: The task's number, from 0, among those that map the files.
  ///   - files: The files that are cut together.
  package func key(part: Int, of files: [DigestedFile]) -> EntryKey {
    var all = fields
    all.append(bigEndian(UInt64(part)))
    for digested in files {
      let file = digested.file
      all += [digested.digest, file.path.bytes, file.relativePath.bytes]
      all.append(bigEndian(UInt64(file.attributes.count)))
      all += file.attributes.flatMap { [Array($0.name.utf8), $0.value] }
    }
    return EntryKey(all)
  }

  private static func fields(_ format: InputFormat) -> [[UInt8]] {
    switch format {
    case .text: [[1]]
    case .rawText: [[2]]
    case .whole: [[3]]
    case .plugin(let file, let name, let isSplittable):
      [[isSplittable ? 5 : 4], Array(file.digest.utf8), Array(name.utf8)]
    }
  }

  private static func fields(_ functions: JobFunctions) -> [[UInt8]] {
    let texts = [
      "functions", functions.map, functions.combine, functions.reduce, functions.combiner?.rawValue,
    ]
    return texts.map { Array(($0 ?? "").utf8) }
  }

  private static func fields(_ texts: [String: String]) -> [[UInt8]] {
    [bigEndian(UInt64(texts.count))]
      + texts.sorted { $0.key < $1.key }.flatMap { [Array($0.key.utf8), Array($0.value.utf8)] }
  }
}
