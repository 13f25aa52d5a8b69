internal import Model

/// What a plugin declares by an array of pointers and a count.
extension TableReader {
  private static let mostElements = 1024

  /// The elements of an array, numbered from 1.
  /// - Parameters:
  ///   - kind: what an element is, for messages: `job`.
  ///   - owner: whose they are: `the plugin`.
  func elements<Value, Element>(
    _ array: UnsafePointer<UnsafePointer<Value>?>?, _ count: UInt32, _ kind: String,
    of owner: String, _ read: (UnsafePointer<Value>, Int) throws(MRError) -> Element
  ) throws(MRError) -> [Element] {
    guard count <= Self.mostElements else {
      throw refusal(
        "\(owner) declares \(count) \(kind)s", remedy: "\(Self.mostElements) at most are possible.")
    }
    var elements: [Element] = []
    for index in 0..<Int(count) {
      guard let element = array?[index] else {
        throw refusal(
          "\(kind) \(index + 1) of \(count) of \(owner) is NULL",
          remedy: "Let the count be the number of elements in the array.")
      }
      elements.append(try read(element, index + 1))
    }
    return elements
  }

  func refuseTwins(_ names: [String], _ kind: String, of owner: String) throws(MRError) {
    var seen: Set<String> = []
    for name in names where !seen.insert(name).inserted {
      throw refusal("\(owner) has two \(kind)s named \"\(name)\"", remedy: "Rename one of them.")
    }
  }
}
