// An object of JSON, written member by member.
#ifndef PDFINPUT_JSON_HPP
#define PDFINPUT_JSON_HPP

#include <string>

class JSONObject {
 public:
  // Texts are UTF-8.
  void add(const char *name, const std::string &text);
  void add(const char *name, const char *text) { add(name, std::string(text)); }
  void add(const char *name, bool flag) { add_word(name, flag ? "true" : "false"); }
  void add(const char *name, int number) { add_word(name, std::to_string(number)); }

  // The object so far.
  std::string text() const { return "{" + members + "}"; }

 private:
  std::string members;

  void add_word(const char *name, const std::string &word);
};

#endif
