internal import Model

/// A plain C function and how it is to be called, as a job names it:
/// `libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64`. docs/functions.md has the grammar.
package struct FunctionSignature: Sendable, Hashable, CustomStringConvertible {
  /// A path if it has a slash, or else what the system's loader searches for.
  package var library: String
  package let name: String
  let parameters: [Parameter]
  /// What a call emits; nil if nothing but what its `emit` is given.
  let result: Result?
  /// What follows the library and its colon, as it was written.
  let call: String

  package var description: String { "\(library):\(call)" }

  /// A parameter: what the function is handed.
  struct Parameter: Sendable, Hashable {
    var kind: Kind
    /// Where the parameter begins: a number of characters into `call`.
    var position: Int
  }

  enum Kind: Sendable, Hashable {
    /// `data`, `key`: `const void *`
    case pointer(Part)
    /// `size:TYPE`, `keysize:TYPE`
    case length(Part, ScalarType)
    /// `data:cstring`, `key:cstring`: a copy that ends with a NUL
    case text(Part)
    /// `data:TYPE`, `key:TYPE`: a number, read from decimal digits where the input is text
    case number(Part, ScalarType)
    /// `accumulator:TYPE`: the first value, then what the function returned
    case accumulator(ScalarType)
    /// `value:TYPE`: each further value
    case value(ScalarType)
    /// `values:TYPE[]`: an array of all values of a key
    case values(FunctionType)
    /// `count:TYPE`: the number of values
    case count(ScalarType)
    /// `TYPE=NUMBER`, as the 8 bytes that hold it as C has it
    case constant(ScalarType, slot: UInt64)
    /// A text that is always the same: `cstring="text"`.
    case literal(FunctionText)
    case null
    /// `emit(KEY, VALUE)`: a function pointer
    case emit(key: FunctionType, value: FunctionType)

    var isEmit: Bool { if case .emit = self { true } else { false } }
    var isValues: Bool { if case .values = self { true } else { false } }
  }

  /// One half of an input record.
  enum Part: Sendable, Hashable { case key, data }

  /// What a function gives back: `-> TYPE` or `-> (KEY, VALUE)`.
  struct Result: Sendable, Hashable {
    /// What the function returns: one of `key` and `value` is it.
    var type: FunctionType
    var key: Item
    var value: Item
    var position: Int
  }

  enum Item: Sendable, Hashable {
    case returned
    case part(Part)
    case text(FunctionText)
    case number(Int64)
  }

  /// The types of `emit(KEY, VALUE)`, if it has that parameter.
  var emitted: (key: FunctionType, value: FunctionType)? {
    for case .emit(let key, let value) in parameters.map(\.kind) { return (key, value) }
    return nil
  }

  /// - Parameter position: of what is wrong, within `call`.
  func error(at position: Int, _ what: String, expected: String) -> MRError {
    Self.error(
      description, at: library.unicodeScalars.count + 1 + position, what, expected: expected)
  }

  /// - Parameter position: a number of characters into `text`.
  static func error(_ text: String, at position: Int, _ what: String, expected: String) -> MRError {
    MRError(
      .invalidArgument,
      "the function `\(printable(text.utf8))` \(what) at character \(position + 1)",
      remedy: "Expected: \(expected).")
  }
}
