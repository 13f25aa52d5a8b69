/// The stock combiners that a job may name.
enum CombinerName: String, CaseIterable {
  case sum, min, max, count

  func accepts(_ valueType: PluginDescription.FieldType) -> Bool {
    self == .count || valueType.isNumber
  }

  func resultType(of valueType: PluginDescription.FieldType) -> PluginDescription.FieldType {
    self == .count ? .int64 : valueType
  }
}
