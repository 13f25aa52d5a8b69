internal import CMapReduce
internal import Model

/// The arguments of a call that come from a record, from its file, or from the signature itself.
final class RecordArguments {
  /// The arguments that change with each record.
  private let changing: [(index: Int, argument: Argument)]
  /// The arguments that change with each file.
  private let literals: [(index: Int, text: FunctionText, buffer: TextBuffer)]
  /// Room for the arguments that are texts or numbers.
  private let texts: [TextBuffer]
  private let numbers: [NumberReader]

  /// Where an argument comes from. It has no references, because it is asked for at every record.
  private enum Argument {
    case pointer(FunctionSignature.Part)
    case length(FunctionSignature.Part, ScalarType)
    /// A text of the record, with its number within `texts`.
    case text(FunctionSignature.Part, Int)
    /// A number of the record, with its reader within `numbers`.
    case number(FunctionSignature.Part, Int)
  }

  /// Sets the arguments of the call that never change.
  init(_ signature: FunctionSignature, _ input: FunctionJob.InputTypes, _ call: FunctionCall) {
    var changing: [(Int, Argument)] = []
    var literals: [(Int, FunctionText, TextBuffer)] = []
    var texts: [TextBuffer] = []
    var numbers: [NumberReader] = []
    for (index, parameter) in signature.parameters.enumerated() {
      switch parameter.kind {
      case .pointer(let part): changing.append((index, .pointer(part)))
      case .length(let part, let type): changing.append((index, .length(part, type)))
      case .text(let part):
        changing.append((index, .text(part, texts.count)))
        texts.append(TextBuffer())
      case .number(let part, let type):
        changing.append((index, .number(part, numbers.count)))
        numbers.append(NumberReader(type, of: part == .key ? input.key : input.data))
      case .constant(_, let slot): call[slot: index] = slot
      case .literal(let text): literals.append((index, text, TextBuffer()))
      case .null, .emit, .accumulator, .value, .values, .count: break
      }
    }
    self.changing = changing
    self.literals = literals
    self.texts = texts
    self.numbers = numbers
  }

  /// - Parameter source: nil where there is none, and no text names its attributes.
  func set(_ source: UnsafePointer<mr_source>?, _ call: FunctionCall) throws(FunctionFailure) {
    for (index, text, buffer) in literals {
      let bytes = StableBytes()
      call.set(index, pointer: try buffer.copy(bytes.add(text.bytes(source))))
    }
  }

  func set(_ record: mr_record, _ call: FunctionCall) throws(FunctionFailure) {
    for (index, argument) in changing {
      switch argument {
      case .pointer(let part): call.set(index, pointer: record[part].data ?? Self.nowhere)
      case .length(let part, let type):
        guard let slot = type.slot(record[part].size) else {
          throw .failed("its \(record[part].size) bytes do not fit \(type.rawValue)")
        }
        call[slot: index] = slot
      case .text(let part, let number):
        call.set(index, pointer: try texts[number].copy(record[part]))
      case .number(let part, let number):
        call[slot: index] = try numbers[number].slot(record[part])
      }
    }
  }

  /// What empty data points to: C functions take NULL badly.
  nonisolated(unsafe) private static let nowhere = UnsafeRawPointer(
    UnsafeMutableRawPointer.allocate(byteCount: 16, alignment: 16))
}

extension mr_record {
  subscript(part: FunctionSignature.Part) -> mr_bytes { part == .key ? key : value }
}

extension FunctionText {
  /// The text with a source's attributes in their places. The planner has seen that the layout has them.
  func bytes(_ source: UnsafePointer<mr_source>?) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let literal): bytes += literal
      case .attribute(let name):
        guard let source = source?.pointee else { continue }
        for index in 0..<source.attribute_count
        where source.attributes[index].name.buffer.elementsEqual(name.utf8) {
          bytes += source.attributes[index].value.buffer
        }
      }
    }
    return bytes
  }
}
