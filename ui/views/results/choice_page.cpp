#include "ui/views/results/choice_page.h"

#include "ui/look/theme.h"
#include "ui/widgets/folded_text.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace lexicell::ui {

namespace {

constexpr int roomForWords = 480;  // pixels: in less, the sentence folds into one line

}  // namespace

ChoicePage::ChoicePage(QWidget *parent)
    : FigurePage(parent), m_choices(new QHBoxLayout), m_column(new QVBoxLayout(this)), m_words(new FoldedText(this)),
      m_sentence(m_words->addLabel("pageSentence"))
{
    m_choices->setContentsMargins(3 * themeGrid, 2 * themeGrid, 3 * themeGrid, themeGrid);
    m_choices->setSpacing(2 * themeGrid);
    m_choices->addStretch(1);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_column->addLayout(m_choices);
    m_column->addWidget(m_words);
}

QComboBox *ChoicePage::addChoice(const QString &name, const QString &label, const QStringList &ids, const QStringList &texts)
{
    auto *box = new QComboBox(this);
    box->setObjectName(name);
    box->setAccessibleName(label);
    for (qsizetype i = 0; i < ids.size(); ++i) box->addItem(texts[i], ids[i]);
    auto *text = new QLabel(label, this);
    text->setBuddy(box);
    text->setProperty("muted", true);
    for (QWidget *widget : {static_cast<QWidget *>(text), static_cast<QWidget *>(box)}) {
        m_choices->insertWidget(m_choices->count() - 1, widget);
        widget->setVisible(ids.size() > 1);
    }
    connect(box, &QComboBox::currentIndexChanged, this, [this] {
        showChosen();
        Q_EMIT stateChanged();
    });
    return box;
}

QString ChoicePage::chosen(const QString &name) const
{
    const auto *box = findChild<QComboBox *>(name);
    return box ? box->currentData().toString() : QString();
}

void ChoicePage::addPicture(QWidget *picture) { m_column->insertWidget(1, picture, 1); }

void ChoicePage::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
    m_words->refresh();
}

void ChoicePage::resizeEvent(QResizeEvent *event)
{
    FigurePage::resizeEvent(event);
    m_words->setScarce(height() < roomForWords);
}

QString ChoicePage::withSentence(const QString &caption) const
{
    return QStringList{caption, m_sentence->text()}.join(QLatin1Char('\n'));
}

QJsonObject ChoicePage::state() const
{
    QJsonObject state;
    for (const QComboBox *box : findChildren<QComboBox *>()) state[box->objectName()] = box->currentData().toString();
    return state;
}

void ChoicePage::restore(const QJsonObject &state)
{
    for (QComboBox *box : findChildren<QComboBox *>())
        if (const int index = box->findData(state[box->objectName()].toString()); index >= 0) box->setCurrentIndex(index);
}

}  // namespace lexicell::ui
