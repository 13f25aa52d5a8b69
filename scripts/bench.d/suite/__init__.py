"""Measures mr beside what people use instead. `scripts/bench --help` says how."""
