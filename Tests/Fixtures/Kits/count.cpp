/* A job `Count` that another plugin has as well: they differ in VERSION and VALUE. */
#include <mapreduce.hpp>

struct Count : mapreduce::Job<std::string_view, std::int64_t> {
  static constexpr auto name = "count", combiner = "sum", format = "text";
  static constexpr mapreduce::Parameter parameters[] = {
      {"by", mapreduce::Kind::attribute, "the attribute to count by", VERSION}};
  static constexpr const char *attributes[] = {"server", "of-" VERSION};

  void map(const Record &line, Output &out) {
    if (line.attribute("rack", "none") != "none") throw mapreduce::Retry("there is no rack");
    out.emit(line.attribute("server"), VALUE);
  }
};

MR_PLUGIN("count", VERSION, Count)
