#include "remarks.hpp"

#include <glib.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <utility>

namespace {

thread_local Remarks untold;
thread_local const std::vector<Place> *watched = nullptr;

constexpr size_t most_remarks = 10;

bool has_any(std::string_view text, std::initializer_list<const char *> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const char *word) { return text.find(word) != text.npos; });
}

// Fonts of Chinese, Japanese and Korean that are not in the document name their characters by tables of
// their own, which poppler looks for in the files of poppler-data. Without them it leaves the text out.
bool is_about_tables(std::string_view remark) {
  return has_any(remark, {"Missing language pack", "CMap file for", "cidToUnicode file",
                          "Unknown character collection"});
}

bool is_about_a_page(std::string_view remark) {
  return has_any(remark, {"Failed to create page", "Kid object"});
}

// - remark: `KIND at position NUMBER`.
bool is_about_places(std::string_view remark) {
  constexpr std::string_view before_number = "position ";
  size_t start = remark.rfind(before_number);
  if (!watched || start == remark.npos) return false;
  size_t place = 0;
  for (char digit : remark.substr(start + before_number.size())) {
    if (digit < '0' || digit > '9') return false;
    place = 10 * place + static_cast<size_t>(digit - '0');
  }
  return std::any_of(watched->begin(), watched->end(), [place](const Place &watched) {
    return watched.start <= place && place <= watched.end;
  });
}

// A message is `KIND at position NUMBER: TEXT`.
void note(const gchar *, GLogLevelFlags, const gchar *message, gpointer) {
  std::string_view remark(message);
  size_t colon = remark.find(": ");
  if (colon != remark.npos) {
    if (is_about_places(remark.substr(0, colon))) untold.is_about_places = true;
    remark.remove_prefix(colon + 2);
  }
  if (untold.missing_tables.empty() && is_about_tables(remark)) untold.missing_tables = remark;
  if (untold.damaged_page.empty() && is_about_a_page(remark)) untold.damaged_page = remark;
  std::vector<std::string> &all = untold.all;
  if (all.size() < most_remarks && std::find(all.begin(), all.end(), remark) == all.end())
    all.emplace_back(remark);
}

}  // namespace

void listen_to_poppler() {
  static const guint handler = g_log_set_handler("Poppler", G_LOG_LEVEL_MASK, note, nullptr);
  (void)handler;
}

void watch(const std::vector<Place> &places) { watched = places.empty() ? nullptr : &places; }

Remarks take_remarks() { return std::exchange(untold, {}); }
