import CMapReduce
import Testing

/// The layout of version 1.3 on 64-bit machines. Plugins were compiled for it: fields may be
/// appended, but none may move.
@Suite struct ABITests {
  @Test func fieldsStayWhereTheyAre() {
    #expect(MR_ABI_VERSION == MR_ABI_MAJOR << 16 | MR_ABI_MINOR)
    #expect(MemoryLayout<mr_record>.size == 32)
    #expect(MemoryLayout<mr_attribute>.size == 32)
    #expect(MemoryLayout.offset(of: \mr_source.attributes) == 40)
    #expect(MemoryLayout.offset(of: \mr_source.first_record) == 56)
    #expect(MemoryLayout.offset(of: \mr_task.host) == 16)
    #expect(MemoryLayout.offset(of: \mr_task.host_data) == 24)
    #expect(MemoryLayout.offset(of: \mr_host.emit) == 16)
    #expect(MemoryLayout.offset(of: \mr_host.extension) == 64)
    #expect(MemoryLayout.offset(of: \mr_host.progress) == 72)
    #expect(MemoryLayout.offset(of: \mr_values.next) == 8)
    #expect(MemoryLayout.offset(of: \mr_identity.pass_keys) == 16)
    #expect(MemoryLayout.offset(of: \mr_identity.pass_values) == 24)
    #expect(MemoryLayout.offset(of: \mr_tokens.emit) == 16)
    #expect(MemoryLayout.offset(of: \mr_job.name) == 24)
    #expect(MemoryLayout.offset(of: \mr_job.map) == 64)
    #expect(MemoryLayout.offset(of: \mr_job.compare) == 104)
    #expect(MemoryLayout.offset(of: \mr_job.partitioner) == 112)
    #expect(MemoryLayout.offset(of: \mr_job.joins_lines) == 120)
    #expect(MemoryLayout.offset(of: \mr_job.format) == 128)
    #expect(MemoryLayout.offset(of: \mr_job.parameters) == 136)
    #expect(MemoryLayout.offset(of: \mr_job.attributes) == 144)
    #expect(MemoryLayout.offset(of: \mr_job.parameter_count) == 152)
    #expect(MemoryLayout.offset(of: \mr_job.attribute_count) == 156)
    #expect(MemoryLayout.offset(of: \mr_parameter_spec.name) == 8)
    #expect(MemoryLayout.offset(of: \mr_parameter_spec.kind) == 16)
    #expect(MemoryLayout.offset(of: \mr_parameter_spec.fallback) == 24)
    #expect(MemoryLayout.offset(of: \mr_parameter_spec.choices) == 40)
    #expect(MemoryLayout.offset(of: \mr_split.count) == 36)
    #expect(MemoryLayout.offset(of: \mr_input_format.name) == 24)
    #expect(MemoryLayout.offset(of: \mr_input_format.close) == 64)
    #expect(MemoryLayout.offset(of: \mr_input_format.parameters) == 72)
    #expect(MemoryLayout.offset(of: \mr_input_format.parameter_count) == 80)
    #expect(MemoryLayout.offset(of: \mr_input_format.attributes) == 88)
    #expect(MemoryLayout.offset(of: \mr_input_format.attribute_count) == 96)
    #expect(MemoryLayout.offset(of: \mr_attributes.set) == 16)
    #expect(MemoryLayout.offset(of: \mr_plugin.name) == 24)
    #expect(MemoryLayout.offset(of: \mr_plugin.formats) == 48)
  }
}
