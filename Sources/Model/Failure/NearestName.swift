/// The one of some names that somebody who wrote `name` most likely meant; nil if none is near.
package func nearestName(to name: String, in names: [String]) -> String? {
  let typed = comparable(name)
  let near = names.map { other in
    let known = comparable(other)
    // A third of the letters may be wrong, or one of a short name.
    return (
      name: other, distance: editDistance(typed, known),
      limit: max(1, max(typed.count, known.count) / 3)
    )
  }.filter { $0.distance <= $0.limit }
  return near.min { $0.distance < $1.distance }?.name
}

/// The least number of characters to insert, delete, replace, or exchange with their neighbour, that
/// makes one text of the other.
private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var row = [i + 1]
    for (j, right) in b.enumerated() {
      var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (left == right ? 0 : 1))
      if i > 0, j > 0, left == b[j - 1], a[i - 1] == right {
        least = min(least, beforeLast[j - 1] + 1)
      }
      row.append(least)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}

/// Regardless of case, hyphens and underscores. Longer names than these nobody types, and the time is
/// the product of the lengths.
private func comparable(_ name: String) -> [Character] {
  Array(name.lowercased().filter { $0 != "-" && $0 != "_" }.prefix(128))
}
