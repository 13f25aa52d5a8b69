// What a document says of itself.
#ifndef PDFIUMINPUT_METADATA_H
#define PDFIUMINPUT_METADATA_H

#include <mapreduce.h>

#include "document.h"

// Give a job that can read them title, author, subject, keywords, creator, producer, created, modified,
// pdf-version, pages and language, as far as the document says, and a page's label. Times are ISO 8601.
mr_status give_metadata(mr_task *task, const document *document);
mr_status give_page_label(mr_task *task, const document *document, int page);

#endif
