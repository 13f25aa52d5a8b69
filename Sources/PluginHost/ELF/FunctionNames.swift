/// The functions that a program or a library has, with the names that they have there.
struct FunctionNames {
  private let file: BoundedBytes
  /// The tables of symbols, and of their names.
  private var tables: [(symbols: BoundedBytes, names: BoundedBytes)] = []
  /// The most symbols of a table: more are taken for damage.
  private static let limit = 1 << 22

  init(_ file: BoundedBytes) {
    self.file = file
    guard file.load(0, as: UInt32.self) == 0x464c_457f, file.load(4, as: UInt8.self) == 2,
      let start = file.load(40, as: Int.self), let size = file.load(58, as: UInt16.self),
      let count = file.load(60, as: UInt16.self), start > 0, start < file.count
    else { return }
    func part(_ index: Int) -> BoundedBytes? {
      let header = start + index * Int(size)
      guard let offset = file.load(header + 24, as: Int.self),
        let length = file.load(header + 32, as: Int.self)
      else { return nil }
      return file.part(offset, length)
    }
    for index in 0..<Int(count) {
      let header = start + index * Int(size)
      // All symbols, or those for others, which are left if the rest is stripped.
      guard let type = file.load(header + 4, as: UInt32.self), type == 2 || type == 11,
        let strings = file.load(header + 40, as: UInt32.self), let symbols = part(index),
        let names = part(Int(strings))
      else { continue }
      tables.append((symbols, names))
    }
  }

  /// The name of the function at each of some addresses, as the file counts them; nil where there is none.
  func names(at addresses: [Int]) -> [String?] {
    var found: [String?] = addresses.map { _ in nil }
    for (symbols, names) in tables {
      for index in 0..<min(Self.limit, symbols.count / 24) {
        let symbol = 24 * index
        guard let info = symbols.load(symbol + 4, as: UInt8.self), info & 15 == 2,
          let start = symbols.load(symbol + 8, as: Int.self),
          let size = symbols.load(symbol + 16, as: Int.self), start > 0, size > 0
        else { continue }
        for (place, address) in addresses.enumerated()
        where found[place] == nil && address >= start && address - start < size {
          found[place] = symbols.load(symbol, as: UInt32.self).flatMap { names.text(Int($0)) }
        }
      }
    }
    return found
  }
}
