import Model

extension WireJobFunctions {
  init(_ functions: JobFunctions) {
    self.init()
    map = functions.map
    combine = functions.combine ?? ""
    reduce = functions.reduce ?? ""
    combiner = functions.combiner?.rawValue ?? ""
  }
}

extension JobFunctions {
  /// - Throws: `invalidArgument` if there is no map function, or anything is out of bounds.
  init(_ wire: WireJobFunctions) throws(MRError) {
    func optional(_ text: String, _ field: String) throws(MRError) -> String? {
      text.isEmpty ? nil : try checked(text, field)
    }
    guard let map = try optional(wire.map, "functions.map") else {
      throw MRError(
        .invalidArgument, "the job spec has functions, but none for map",
        remedy:
          "Name one by its signature: 'libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64'.")
    }
    let combiner = try optional(wire.combiner, "functions.combiner")
    self.init(
      map: map, combine: try optional(wire.combine, "functions.combine"),
      reduce: try optional(wire.reduce, "functions.reduce"),
      combiner: try combiner.map { (name) throws(MRError) in try StockCombiner(named: name) })
  }
}
