// {{name}}: how long requests took, for each server and hour.
//
// Input: a log for each server with lines such as
//   2026-03-01T13:05:22 GET /index.html 200 17
// (time, method, path, status, milliseconds); the server is the {server} of the input layout.
// Output: web-1 2026-03-01T13 <TAB> requests=3 min=9 mean=17 max=31
#pragma once

#include <mapreduce.hpp>

// Keys are text, the values of map are whole numbers, the results of reduce text.
struct {{type}} : mapreduce::Job<std::string_view, std::int64_t, std::string_view> {
  static constexpr auto name = "{{name}}";
  static constexpr auto description = "how long requests took, for each server and hour";

  // What the job reads: it takes no --param, and a layout without {server} is refused.
  static constexpr mapreduce::NoParameters parameters{};
  static constexpr const char *attributes[] = {"server"};

  void map(const Record &line, Output &out);
  void reduce(Key key, Values &values, Results &out);
};
