/// Bytes that nobody can foretell: the system draws them.
package func randomBytes(_ count: Int) -> [UInt8] {
  var system = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &system) }
}
