/// What reading and writing entries needs, for one after the other.
package final class EntryBuffers {
  let compressor = Compressor()
  let decompressor = Decompressor()
  package init() {}
}
