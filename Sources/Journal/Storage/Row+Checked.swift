import GRDB
import Model

/// The cells of a row, whatever somebody wrote there: a database is a file like any other.
extension Row {
  /// - Throws: `journal`, naming the column, if it holds no number within the range.
  func number(_ column: String, in range: ClosedRange<Int>) throws(MRError) -> Int {
    guard let number = try optionalNumber(column, in: range) else {
      throw Self.damaged(column, "is missing")
    }
    return number
  }

  func optionalNumber(_ column: String, in range: ClosedRange<Int>) throws(MRError) -> Int? {
    let value: DatabaseValue = self[column]
    if value.isNull { return nil }
    guard let number = Int64.fromDatabaseValue(value).map(Int.init) else {
      throw Self.damaged(column, "is no number")
    }
    guard range.contains(number) else {
      throw Self.damaged(
        column, "is \(number), not within \(range.lowerBound)…\(range.upperBound)")
    }
    return number
  }

  /// - Throws: `journal`, naming the column, if it holds no text.
  func text(_ column: String) throws(MRError) -> String {
    guard let text = try optionalText(column) else { throw Self.damaged(column, "is missing") }
    return text
  }

  /// - Throws: `journal`, naming the column, if it holds no such bytes.
  func bytes(_ column: String, count: Int) throws(MRError) -> [UInt8] {
    let value: DatabaseValue = self[column]
    guard case .blob(let data) = value.storage, data.count == count else {
      throw Self.damaged(column, "is no \(count) bytes")
    }
    return [UInt8](data)
  }

  func optionalText(_ column: String) throws(MRError) -> String? {
    let value: DatabaseValue = self[column]
    if value.isNull { return nil }
    guard let text = String.fromDatabaseValue(value), !text.utf8.contains(0) else {
      throw Self.damaged(column, "is no text")
    }
    return text
  }

  /// - Throws: `journal`, naming the column, if it holds no such JSON.
  func json<Value: Decodable>(_ column: String, as type: Value.Type) throws(MRError) -> Value {
    guard let value = try optionalJSON(column, as: type) else {
      throw Self.damaged(column, "is missing")
    }
    return value
  }

  func optionalJSON<Value: Decodable>(_ column: String, as type: Value.Type) throws(MRError)
    -> Value?
  {
    guard let text = try optionalText(column) else { return nil }
    do {
      return try JSONText.decode(text, as: type)
    } catch {
      throw Self.damaged(column, "holds no JSON of its kind")
    }
  }

  func optionalError(_ column: String) throws(MRError) -> MRError? {
    guard let text = try optionalText(column) else { return nil }
    do {
      return try JSONText.decodeError(text)
    } catch {
      throw Self.damaged(column, "holds no JSON of its kind")
    }
  }

  /// A time in milliseconds since 1970.
  func time(_ column: String) throws(MRError) -> Int64 {
    Int64(try number(column, in: Self.times))
  }

  func optionalTime(_ column: String) throws(MRError) -> Int64? {
    try optionalNumber(column, in: Self.times).map(Int64.init)
  }

  private static let times = 0...1 << 53

  private static func damaged(_ column: String, _ what: String) -> MRError {
    MRError(.journal, "\(column) \(what)")
  }
}
