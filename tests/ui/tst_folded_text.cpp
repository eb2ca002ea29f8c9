// Text where room is scarce: one line that ends with "…", all of it on demand, whole as a tool tip; messages that fold.
#include "ui/widgets/banner.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/folded_text.h"

#include <QApplication>
#include <QHelpEvent>
#include <QLabel>
#include <QTest>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

using namespace lexicell::ui;

namespace {

const QString sentence = "Spearman 0.81 with mean expression: most of this ranking is how widely a gene is expressed. No gene "
                         "passes 5 % FDR. Differential expression ranks these genes differently: Spearman correlation 0.12.";

}  // namespace

class TestFoldedText : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aLineIsElidedAndToldWhole()
    {
        ElidedLabel label;
        label.setText(sentence);
        label.resize(200, 30);
        label.show();
        QVERIFY(label.isElided() && !label.fits(200));
        QVERIFY(label.sizeHint().height() < 2 * label.fontMetrics().height());
        QVERIFY(label.minimumSizeHint().width() < 100);
        QHelpEvent ask(QEvent::ToolTip, {5, 5}, label.mapToGlobal(QPoint(5, 5)));
        QApplication::sendEvent(&label, &ask);
        QVERIFY2(QToolTip::text().contains("No gene passes"), qPrintable(QToolTip::text()));
        label.setText("a < b");
        QVERIFY(label.fits(200));
        label.setText(sentence);
        label.setElided(false);
        QVERIFY(label.heightForWidth(200) > 3 * label.fontMetrics().height());
    }

    void sentencesFoldWhereRoomIsScarce()
    {
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *text = new FoldedText(&window);
        QLabel *first = text->addLabel("first"), *second = text->addLabel("second");
        column->addWidget(text);
        column->addStretch();
        window.resize(320, 400);
        text->refresh();
        window.show();
        QVERIFY(!text->isVisible());  // nothing to say
        first->setText(sentence);
        second->setText("Without a number: NODATA.");
        text->refresh();
        auto *more = text->findChild<QToolButton *>();
        QTRY_VERIFY(text->isVisible() && first->height() > 3 * first->fontMetrics().height());
        QVERIFY(second->isVisible());
        text->setScarce(true);
        QTRY_VERIFY(text->height() < 50);
        QVERIFY(text->isFolded() && !second->isVisible() && more->isVisible() && !more->accessibleName().isEmpty());
        QVERIFY(more->focusPolicy() & Qt::TabFocus);
        QTest::keyClick(more, Qt::Key_Space);
        QTRY_VERIFY(second->isVisible() && text->height() > 60);
        text->setScarce(false);
        text->setScarce(true);
        QVERIFY(!text->isFolded());  // a person's choice stays
        first->setText("Short.");
        second->setText({});
        text->refresh();
        QVERIFY(!more->isVisible());
    }

    void aMessageFoldsAndAnErrorDoesNot()
    {
        Banner banner;
        banner.resize(500, 40);
        banner.setCompact(true);
        banner.showMessage(Tone::Warning, "Knock out genes", sentence);
        auto *more = banner.findChild<QToolButton *>("unfoldBanner");
        QVERIFY(more->isVisible());
        const int folded = banner.sizeHint().height();
        QTest::mouseClick(more, Qt::LeftButton);
        QVERIFY(banner.heightForWidth(500) > folded + 10);
        QCOMPARE(banner.message(), "Knock out genes " + sentence);
        banner.showMessage(Tone::Danger, "The file could not be read.", sentence);
        QVERIFY(!more->isVisible());
        banner.setCompact(false);
        banner.showMessage(Tone::Warning, "Knock out genes", sentence);
        QVERIFY(!more->isVisible());
    }
};

QTEST_MAIN(TestFoldedText)
#include "tst_folded_text.moc"
