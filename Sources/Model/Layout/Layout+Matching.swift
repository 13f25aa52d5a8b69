extension Layout {
  /// The attributes of a path below `root`, or nil if the layout does not match it.
  package func attributes(of relativePath: BytePath) -> [InputFile.Attribute]? {
    let names = relativePath.bytes.split(separator: UInt8(ascii: "/")).map { FileName($0) }
    let gaps = components.match(
      count: names.count,
      matches: { pattern, index in pattern.matches(names[index]) },
      mayPass: { index in !names[index].isHidden })
    guard var gap = gaps?[...] else { return nil }

    var attributes: [InputFile.Attribute] = []
    attributes.reserveCapacity(attributeNames.count)
    var index = 0
    for component in components {
      switch component {
      case .many:
        index = gap.removeFirst().upperBound
      case .one(let pattern):
        for value in pattern.captures(of: names[index]) {
          let name = attributeNames[attributes.count]
          attributes.append(InputFile.Attribute(name: name, value: value))
        }
        index += 1
      }
    }
    return attributes
  }

  /// The components that the entries of `root` may match: the beginning of a walk.
  package var start: [Int] { closure([0]) }

  /// The components that come next after an entry called `name` matched one of `current`; holds
  /// `components.count` if the entry is a match itself. Ascending; empty if the entry leads nowhere.
  package func next(after current: [Int], entry name: FileName) -> [Int] {
    var next: [Int] = []
    for component in current where component < components.count {
      switch components[component] {
      case .many: if !name.isHidden { next.append(component) }
      case .one(let pattern): if pattern.matches(name) { next.append(component + 1) }
      }
    }
    return closure(next)
  }

  /// A `**` may match no directory at all: what follows it is possible wherever it is.
  private func closure(_ positions: [Int]) -> [Int] {
    var reached: [Int] = []
    for var position in positions {
      while reached.last.map({ $0 < position }) ?? true {
        reached.append(position)
        guard position < components.count, case .many = components[position] else { break }
        position += 1
      }
    }
    return reached
  }
}
