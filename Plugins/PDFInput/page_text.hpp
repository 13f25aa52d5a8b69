// The text of a page in the words of pdftotext.
#ifndef PDFINPUT_PAGE_TEXT_HPP
#define PDFINPUT_PAGE_TEXT_HPP

#include <memory>
#include <string>

namespace poppler {
class document;
}

class PageTexts {
 public:
  // The bytes of a document that has been opened with that password, empty for none. They stay where they
  // are, and nothing is done with them until a page is read.
  PageTexts(const char *data, int size, std::string password);
  PageTexts();
  PageTexts(PageTexts &&) noexcept;
  PageTexts &operator=(PageTexts &&) noexcept;
  ~PageTexts();

  // Writes a page's text in reading order to `text`, every line ended by a newline, in UTF-8;
  // without blank lines, and no form feed. The first page is 0.
  // Returns false if there is no such page.
  bool read(int page, std::string &text);

 private:
  const char *data = nullptr;
  int size = 0;
  std::string password;
  std::unique_ptr<poppler::document> document;
};

#endif
