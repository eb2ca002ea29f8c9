#include "ui/forms/gene_set_menu.h"

#include "ui/widgets/list_menu.h"

#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace lexicell::ui {

namespace {

const char *const geneOptions[] = {"genes", "within", "background"};

void fill(QMenu *menu, const Session &session, OptionForm *form, const QString &option)
{
    menu->clear();
    addLists(menu, listsOf(session.genes().sets()),
             [form, option](const QStringList &genes) { form->setValue(option, genes.join(QStringLiteral(", "))); });
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
