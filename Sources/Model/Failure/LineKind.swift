/// A line without what differs from place to place, names of files and numbers: lines of which that is the same say the
/// same of different things.
package func lineKind(of line: some StringProtocol) -> String {
  line.split(separator: " ").map { word in
    word.contains("/") ? "/" : word.contains(where: \.isNumber) ? "#" : String(word)
  }.joined(separator: " ")
}
