#include "passwords.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

constexpr size_t longest_file = 1 << 20;

std::string text_of(mr_bytes bytes) {
  return std::string(static_cast<const char *>(bytes.data), bytes.size);
}

void add(std::vector<std::string> &all, const std::string &password) {
  if (!password.empty() && std::find(all.begin(), all.end(), password) == all.end())
    all.push_back(password);
}

// Returns why not if the file cannot be read.
std::string read(const std::string &path, std::string &content) {
  // Where a worker runs is none of the user's business.
  if (path.empty() || path[0] != '/') return "it is not an absolute path";
  FILE *file = fopen(path.c_str(), "re");
  if (!file) return strerror(errno);
  content.resize(longest_file + 1);
  content.resize(fread(content.data(), 1, content.size(), file));
  std::string trouble;
  if (ferror(file)) trouble = strerror(errno);
  if (content.size() > longest_file) trouble = "it is larger than 1 MiB";
  fclose(file);
  return trouble;
}

void add_lines(std::string_view content, const mr_source *source, std::vector<std::string> &all) {
  const std::string relative = text_of(source->relative_path), path = text_of(source->path);
  while (!content.empty()) {
    std::string line(content.substr(0, content.find('\n')));
    content.remove_prefix(std::min(content.size(), line.size() + 1));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    size_t tab = line.find('\t');
    if (tab == line.npos) {
      add(all, line);
      continue;
    }
    std::string pattern = line.substr(0, tab);
    if (fnmatch(pattern.c_str(), relative.c_str(), 0) == 0 ||
        fnmatch(pattern.c_str(), path.c_str(), 0) == 0)
      add(all, line.substr(tab + 1));
  }
}

}  // namespace

Passwords passwords_of(mr_task *task, const mr_source *source) {
  Passwords passwords;
  add(passwords.all, text_of(mr_parameter(task, "pdf.password")));
  std::string path = text_of(mr_parameter(task, "pdf.password-file")), content;
  if (path.empty()) return passwords;
  std::string trouble = read(path, content);
  if (trouble.empty()) {
    add_lines(content, source, passwords.all);
  } else {
    passwords.trouble = "pdf.password-file " + path + " cannot be read: " + trouble;
  }
  return passwords;
}
