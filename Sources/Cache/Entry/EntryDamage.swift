/// An entry that is not what was written.
package struct EntryDamage: Error {
  package let reason: StaticString
  init(_ reason: StaticString) { self.reason = reason }
}
