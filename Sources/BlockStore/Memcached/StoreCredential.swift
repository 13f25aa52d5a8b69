package import Model

/// What a memcached wants to be told before anything else, if it was started with `-Y FILE`: a user's
/// name and password.
package struct StoreCredential: Sendable, Hashable, CustomStringConvertible {
  private let user: String
  private let password: String

  /// What memcached takes of both, with the colon between.
  private static let longest = 255

  /// - Parameter text: `USER:PASSWORD`
  /// - Throws: `invalidArgument`, which does not say what the text is.
  package init(_ text: String) throws(MRError) {
    func refusal(_ cause: String) -> MRError {
      MRError(
        .invalidArgument, "that is no user and password of a store", cause: cause,
        remedy: "Write USER:PASSWORD, as in the file of memcached's -Y.")
    }
    guard let colon = text.firstIndex(of: ":") else { throw refusal("there is no colon") }
    user = String(text[..<colon])
    password = String(text[text.index(after: colon)...])
    guard !user.isEmpty, !password.isEmpty else { throw refusal("one of the two is empty") }
    guard text.utf8.count <= Self.longest else {
      throw refusal("there are more than \(Self.longest) bytes")
    }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw refusal("memcached takes neither blanks nor letters beyond ASCII")
    }
  }

  /// Draws a password of 256 bits.
  package static func random() -> StoreCredential {
    StoreCredential(user: "mr", password: hexadecimal(randomBytes(32)))
  }

  private init(user: String, password: String) {
    self.user = user
    self.password = password
  }

  /// `USER:PASSWORD`
  package var text: String { "\(user):\(password)" }

  /// As it is told to a server.
  var words: String { "\(user) \(password)" }

  /// Not the password.
  package var description: String { "the password of \(user)" }
}
