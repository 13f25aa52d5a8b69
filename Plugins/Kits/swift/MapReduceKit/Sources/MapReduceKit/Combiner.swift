/// Combiners of the host: `count` takes any values, the others numbers.
public enum Combiner: String, Sendable {
  case sum, min, max, count
}
