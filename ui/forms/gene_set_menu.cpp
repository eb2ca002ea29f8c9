#include "ui/forms/gene_set_menu.h"

#include "ui/look/icon.h"
#include "ui/look/number_text.h"

#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace lexicell::ui {

namespace {

const char *const geneOptions[] = {"genes", "within", "background"};

void fill(QMenu *menu, const Session &session, OptionForm *form, const QString &option)
{
    menu->clear();
    for (const GeneSet &set : session.genes().sets()) {
        QString name = set.name;
        QAction *entry = menu->addAction(
            QObject::tr("%1 (%2)").arg(name.replace(QLatin1Char('&'), QStringLiteral("&&")), countText(set.genes.size())), form,
            [form, option, genes = set.genes] { form->setValue(option, genes.join(QStringLiteral(", "))); });
        entry->setEnabled(!set.genes.isEmpty());
        entry->setToolTip(set.genes.isEmpty() ? QObject::tr("This set has no gene yet.") : set.note);
    }
}

}  // namespace

void offerGeneSets(OptionForm &form, Session &session)
{
    for (const char *name : geneOptions) {
        const QString option = QLatin1String(name);
        if (!qobject_cast<QLineEdit *>(form.editor(option))) continue;
        auto *button = new QToolButton(&form);
        button->setObjectName(QStringLiteral("fromGeneSet.") + option);
        button->setText(QObject::tr("From gene set"));
        button->setAccessibleName(QObject::tr("Fill %1 from a gene set").arg(optionLabel(option)));
        button->setPopupMode(QToolButton::InstantPopup);
        button->setFocusPolicy(Qt::TabFocus);
        auto *menu = new QMenu(button);
        menu->setToolTipsVisible(true);
        button->setMenu(menu);
        QObject::connect(menu, &QMenu::aboutToShow, &form,
                         [menu, &session, form = &form, option] { fill(menu, session, form, option); });
        const auto tell = [button, &session] {
            const bool any = !session.genes().sets().empty();
            button->setEnabled(any);
            button->setToolTip(any ? QObject::tr("Fills this field with the genes of a set.")
                                   : QObject::tr("There is no gene set yet. Make one in the panel of gene sets."));
        };
        QObject::connect(&session.genes(), &Genes::setsChanged, button, tell);
        tell();
        form.placeBeside(option, button);
    }
}

}  // namespace lexicell::ui
