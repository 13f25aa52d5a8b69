import Model

/// Where in a file a key comes from, for `mr why`.
struct TraceView: Encodable {
  let file: String
  /// How many records map makes of the file that have the key.
  let count: Int
  /// What the numbers of `places` count: `line`, `page`; nil for whole files.
  let record: String?
  let places: [KeyTrace.Place]

  /// More on a line nobody reads.
  private static let mostNumbers = 10

  init(_ file: InputFile, _ trace: KeyTrace, recordName: String?) {
    self.file = file.relativePath.description
    count = trace.count
    record = recordName
    places = recordName == nil ? [] : trace.places
  }

  /// `moby-dick.txt: 3 in lines 17, 20 (2)`
  var text: String {
    let text = "\(terminalSafe(file)): \(Units.count(count))"
    guard let record, !places.isEmpty else { return text }
    let numbers = places.prefix(Self.mostNumbers).map {
      $0.count == 1 ? "\($0.record)" : "\($0.record) (\($0.count))"
    }
    return text + " in \(record)\(places.count == 1 ? "" : "s") " + numbers.joined(separator: ", ")
      + (places.count > numbers.count ? ", …" : "")
  }
}
