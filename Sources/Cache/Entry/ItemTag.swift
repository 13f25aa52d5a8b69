/// What the first byte of an item says.
enum ItemTag: UInt8 {
  case record, number, log, count, asked, boundary, attribute
}
