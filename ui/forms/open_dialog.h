// Open with options: which part of a file is read. Shown when a file leaves a choice without a default (two genomes, only
// antibodies and peaks, several matrices in a folder), and on File ▸ Open with options. A job reads what the file holds, so that
// the dialog can list it and a person types nothing.
#pragma once

#include "core/io/reading_choices.h"
#include "ui/forms/step_dialog.h"
#include "ui/workspace/facts/open_options.h"

namespace lexicell::ui {

class OpenDialog : public StepDialog {
    Q_OBJECT

  public:
    // `why`: the error that asks for a choice; none: the person asked for this dialog.
    OpenDialog(Workbench bench, const QString &path, const OpenOptions &options, const Error *why, QWidget *parent);

  private:
    void lookInside();
    void showChoices(const io::ReadingChoices &choices);
    void chooseFile(const std::vector<std::string> &files);
    void open() override;

    Workbench m_bench;
    QString m_path;
    OpenOptions m_options;
    OptionForm *m_form = nullptr;
    QLabel *m_state = nullptr;
};

}  // namespace lexicell::ui
