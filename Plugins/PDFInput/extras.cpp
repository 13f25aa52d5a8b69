#include "extras.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>

namespace {

// Adds lines, the last one with its end.
void add_lines(std::string &text, std::string_view lines) {
  if (lines.empty()) return;
  text.append(lines);
  if (lines.back() != '\n') text.push_back('\n');
}

void add_lines(std::string &text, const Text &lines) {
  if (lines) add_lines(text, std::string_view(lines.get()));
}

// The choices that are made, separated by commas.
std::string chosen(PopplerFormField *field) {
  std::string all;
  for (int item = 0; item < poppler_form_field_choice_get_n_items(field); item++) {
    if (!poppler_form_field_choice_is_item_selected(field, item)) continue;
    Text name(poppler_form_field_choice_get_item(field, item));
    if (!all.empty()) all += ", ";
    if (name) all += name.get();
  }
  return all;
}

std::string value_of(PopplerFormField *field) {
  Text text;
  switch (poppler_form_field_get_field_type(field)) {
    case POPPLER_FORM_FIELD_TEXT:
      text.reset(poppler_form_field_text_get_text(field));
      return text ? text.get() : "";
    case POPPLER_FORM_FIELD_CHOICE:
      return chosen(field);
    case POPPLER_FORM_FIELD_BUTTON:
      return poppler_form_field_button_get_state(field) ? "yes" : "";
    default:
      return "";
  }
}

void add_forms(PopplerPage *page, std::string &text) {
  // poppler-glib has the last first.
  GList *mappings = g_list_reverse(poppler_page_get_form_field_mapping(page));
  for (GList *item = mappings; item; item = item->next) {
    PopplerFormField *field = static_cast<PopplerFormFieldMapping *>(item->data)->field;
    std::string value = value_of(field);
    if (value.empty()) continue;
    Text name(poppler_form_field_get_name(field));
    add_lines(text, (name ? name.get() + std::string(": ") : "") + value);
  }
  poppler_page_free_form_field_mapping(mappings);
}

void add_annotations(PopplerPage *page, std::string &text) {
  GList *mappings = poppler_page_get_annot_mapping(page);
  for (GList *item = mappings; item; item = item->next)
    add_lines(text, Text(poppler_annot_get_contents(
                        static_cast<PopplerAnnotMapping *>(item->data)->annot)));
  poppler_page_free_annot_mapping(mappings);
}

void add_links(PopplerPage *page, std::string &text) {
  // As above.
  GList *mappings = g_list_reverse(poppler_page_get_link_mapping(page));
  for (GList *item = mappings; item; item = item->next) {
    PopplerAction *action = static_cast<PopplerLinkMapping *>(item->data)->action;
    if (action->type == POPPLER_ACTION_URI && action->uri.uri) add_lines(text, action->uri.uri);
  }
  poppler_page_free_link_mapping(mappings);
}

gboolean append(const gchar *bytes, gsize size, gpointer content, GError **) {
  // More is no text that somebody wrote.
  constexpr size_t longest = 64 << 20;
  auto &text = *static_cast<std::string *>(content);
  if (size > longest - text.size()) return FALSE;
  text.append(bytes, size);
  return TRUE;
}

void add_attachments(PopplerDocument *document, std::string &text) {
  GList *attachments = poppler_document_get_attachments(document);
  for (GList *item = attachments; item; item = item->next) {
    Object<PopplerAttachment> attachment(static_cast<PopplerAttachment *>(item->data));
    if (attachment->name) add_lines(text, attachment->name);
    std::string content;
    if (poppler_attachment_save_to_callback(attachment.get(), append, &content, nullptr) &&
        g_utf8_validate(content.data(), static_cast<gssize>(content.size()), nullptr))
      add_lines(text, content);
  }
  g_list_free(attachments);
}

}  // namespace

mr_status extras_of(mr_task *task, Extras &extras) {
  const std::initializer_list<std::pair<const char *, bool *>> all = {
      {"pdf.forms", &extras.forms},
      {"pdf.annotations", &extras.annotations},
      {"pdf.links", &extras.links},
      {"pdf.attachments", &extras.attachments},
      {"pdf.structure", &extras.structure},
  };
  for (auto &[name, flag] : all) {
    int value = 0;
    mr_status status = mr_flag(task, name, &value);
    if (status != MR_OK) return status;
    *flag = value != 0;
  }
  return MR_OK;
}

void add_extras(const Extras &extras, Document &document, int number, std::string &text) {
  PopplerDocument *poppler = document.poppler.get();
  if (extras.forms || extras.annotations || extras.links) {
    Object<PopplerPage> page(poppler_document_get_page(poppler, number));
    if (page && extras.forms) add_forms(page.get(), text);
    if (page && extras.annotations) add_annotations(page.get(), text);
    if (page && extras.links) add_links(page.get(), text);
  }
  if (extras.structure) {
    if (!document.structure) document.structure = std::make_unique<Structure>(poppler);
    add_lines(text, document.structure->lines(number, text));
  }
  if (extras.attachments && number == document.pages - 1) add_attachments(poppler, text);
}
