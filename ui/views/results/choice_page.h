// A picture with choices above it and a sentence below. A choice makes another picture.
#pragma once

#include "ui/views/results/figure_page.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace lexicell::ui {

class FoldedText;

class ChoicePage : public FigurePage {
    Q_OBJECT

  public:
    explicit ChoicePage(QWidget *parent);

    QJsonObject state() const override;  // the choices by their names
    void restore(const QJsonObject &state) override;

  protected:
    virtual void showChosen() = 0;  // makes the picture; called once by the constructor of the page

    // With a single value it is not shown. `ids` are kept in the state.
    QComboBox *addChoice(const QString &name, const QString &label, const QStringList &ids, const QStringList &texts);
    QString chosen(const QString &name) const;
    void addPicture(QWidget *picture);  // between the choices and the sentence
    void setSentence(const QString &sentence);
    QString withSentence(const QString &caption) const;
    void resizeEvent(QResizeEvent *event) override;

  private:
    QHBoxLayout *m_choices;
    QVBoxLayout *m_column;
    FoldedText *m_words;
    QLabel *m_sentence;
};

}  // namespace lexicell::ui
