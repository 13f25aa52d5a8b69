#include "job.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <vector>

namespace {

constexpr std::size_t fieldCount = 5;
constexpr std::size_t hourSize = std::string_view("2026-03-01T13").size();

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (line.empty()) return fields;
    fields.push_back(line.substr(0, line.find(' ')));
    line.remove_prefix(fields.back().size());
  }
}

bool parse(std::string_view text, std::int64_t &number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

} // namespace

void {{type}}::map(const Record &line, Output &out) {
  auto fields = split(line.value());
  std::int64_t milliseconds;
  if (fields.size() != fieldCount || fields[0].size() < hourSize ||
      !parse(fields.back(), milliseconds)) {
    out.count("malformed lines");
    return;
  }
  std::string key(line.attribute("server"));
  key += ' ';
  key += fields[0].substr(0, hourSize);
  out.emit(key, milliseconds);
}

void {{type}}::reduce(Key key, Values &values, Results &out) {
  std::int64_t requests = 0, sum = 0, max = 0;
  std::int64_t min = std::numeric_limits<std::int64_t>::max();
  for (std::int64_t milliseconds : values) {
    requests++;
    sum += milliseconds;
    min = std::min(min, milliseconds);
    max = std::max(max, milliseconds);
  }
  out.emit(key, "requests=" + std::to_string(requests) + " min=" + std::to_string(min) +
                    " mean=" + std::to_string(sum / requests) + " max=" + std::to_string(max));
}

MR_PLUGIN("{{name}}", "1.0", {{type}})
