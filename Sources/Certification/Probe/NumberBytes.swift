/// The eight bytes of a number, as a plugin emits them.
func bytes(of number: Int64) -> [UInt8] { withUnsafeBytes(of: number) { Array($0) } }
