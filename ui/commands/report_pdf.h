// A page of a task (models/tasks/compare/report_page.h) as PDF: its text stays text, its drawings become pictures.
#pragma once

#include "models/tasks/result.h"

#include <string>
#include <vector>

namespace lexicell::ui {

// PDF, A4, of an HTML page with SVG drawings in it. May run outside the GUI thread.
std::string pdfOfPage(const std::string &html);

// Files whose names end in .pdf get their page as PDF in place of HTML.
void makePdfs(std::vector<models::tasks::TextFile> &files);

}  // namespace lexicell::ui
