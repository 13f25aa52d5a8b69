internal import CMapReduce
internal import Glibc
internal import Model

/// Reads the tables of one library with distrust: nothing past a declared size, no endless names,
/// and an error that says what its author has to change.
struct TableReader {
  /// The library's path, for messages.
  let library: String

  static let longestName = 128
  static let longestText = 1024

  /// Copies a table, and sees that it was compiled for this interface.
  /// - Parameter owner: what the table describes, for messages: `job 2`.
  func read<Table: PluginTable>(_ table: UnsafePointer<Table>, _ owner: String) throws(MRError)
    -> Table
  {
    let copy = try self.copy(table, owner)
    guard copy.abi >> 16 == MR_ABI_VERSION >> 16 else {
      throw refusal(
        "\(owner) was compiled for plugin interface \(version(copy.abi)),"
          + " and this mr speaks \(version(MR_ABI_VERSION))",
        remedy: "Compile the plugin with the mapreduce.h of this mr (and .abi = MR_ABI_VERSION).")
    }
    return copy
  }

  /// Copies a struct, so that fields past its declared size read as NULL and 0.
  func copy<Struct: SizedStruct>(_ table: UnsafePointer<Struct>, _ owner: String) throws(MRError)
    -> Struct
  {
    let bytes = UnsafeRawPointer(table)
    let size = bytes.loadUnaligned(as: UInt.self)
    guard size >= UInt(Struct.mandatorySize), size % UInt(MemoryLayout<Int>.alignment) == 0 else {
      throw refusal(
        "\(owner) declares a size of \(size) bytes, which no \(Struct.structName) has",
        remedy: "Set its .size to sizeof(\(Struct.structName)).")
    }
    var copy = Struct()
    withUnsafeMutableBytes(of: &copy) {
      $0.copyMemory(
        from: UnsafeRawBufferPointer(start: bytes, count: min($0.count, Int(clamping: size))))
    }
    return copy
  }

  /// A version for messages: `1.0`.
  func version(_ abi: UInt32) -> String { "\(abi >> 16).\(abi & 0xffff)" }

  /// A name that must be there.
  func name(_ text: UnsafePointer<CChar>?, of owner: String) throws(MRError) -> String {
    guard let name = try self.text(text, "name", of: owner, limit: Self.longestName), !name.isEmpty
    else {
      throw refusal("\(owner) has no name", remedy: "Set its .name.")
    }
    return name
  }

  /// One of the names that the host knows; nil for NULL.
  /// - Parameter function: the field of the function that can stand instead.
  func choice<Name: RawRepresentable<String> & CaseIterable>(
    _ text: UnsafePointer<CChar>?, _ field: String, of owner: String, instead function: String
  ) throws(MRError) -> Name? {
    guard let name = try self.text(text, field, of: owner, limit: Self.longestName) else {
      return nil
    }
    if let known = Name(rawValue: name) { return known }
    let known = Name.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    throw refusal(
      "\(owner) asks for a \(field) \"\(name)\", which mr does not have",
      remedy: "Name one of \(known), or write a .\(function) function.")
  }

  /// A text of one line; nil for NULL.
  func text(
    _ text: UnsafePointer<CChar>?, _ field: String, of owner: String, limit: Int = longestText
  ) throws(MRError) -> String? {
    guard let text else { return nil }
    let length = strnlen(text, limit + 1)
    guard length <= limit else {
      throw refusal(
        "the \(field) of \(owner) is longer than \(limit) bytes",
        remedy: "Shorten it, and see that it ends with a NUL.")
    }
    let bytes = UnsafeRawBufferPointer(start: text, count: length)
    guard let string = String(validating: bytes, as: UTF8.self),
      !string.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw refusal(
        "the \(field) of \(owner) is no line of UTF-8 text",
        remedy: "Write it as UTF-8, without control characters.")
    }
    return string
  }

  /// - Parameter allowsNone: whether there may be no bytes at all.
  func type(_ type: mr_type, _ field: String, of owner: String, allowsNone: Bool = false)
    throws(MRError) -> ValueType
  {
    let remedy = "Use MR_BYTES, MR_UTF8, MR_INT64 or MR_FLOAT64."
    guard let known = ValueType(type) else {
      throw refusal("the \(field) of \(owner) is \(type), which is no type", remedy: remedy)
    }
    guard known != .none || allowsNone else {
      throw refusal(
        "the \(field) of \(owner) is MR_NONE, which is for the values of jobs", remedy: remedy)
    }
    return known
  }

  func refusal(_ what: String, cause: String? = nil, remedy: String) -> MRError {
    MRError(.plugin, "\(library) is refused as a plugin: \(what)", cause: cause, remedy: remedy)
  }
}
