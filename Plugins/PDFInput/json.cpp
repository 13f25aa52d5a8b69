#include "json.hpp"

#include <cstdio>

namespace {

std::string quoted(const std::string &text) {
  std::string result = "\"";
  for (char byte : text) {
    if (byte == '"' || byte == '\\') result.push_back('\\');
    if (static_cast<unsigned char>(byte) >= 0x20) {
      result.push_back(byte);
      continue;
    }
    char escape[8];
    snprintf(escape, sizeof escape, "\\u%04x", byte);
    result += escape;
  }
  return result + "\"";
}

}  // namespace

void JSONObject::add(const char *name, const std::string &text) { add_word(name, quoted(text)); }

void JSONObject::add_word(const char *name, const std::string &word) {
  if (!members.empty()) members.push_back(',');
  members += quoted(name) + ":" + word;
}
