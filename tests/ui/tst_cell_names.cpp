// How a project keeps the names of its cells.
#include "tests/ui/barcodes.h"
#include "ui/workspace/project/cell_names.h"

#include <QTest>

using namespace lexicell::ui;
using lexicell::test::barcodes;
using Names = std::vector<std::string>;

class TestCellNames : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void namesPackAndUnpack()
    {
        const Names names{"", "a", std::string("with\nline and \0 zero", 20), std::string(300, 'x'), "é"};
        QCOMPARE(*unpackNames(packNames(names)), names);
        QCOMPARE(unpackNames(packNames({}))->size(), std::size_t{0});
        const QByteArray packed = packNames(barcodes(0, 1000));
        QVERIFY2(packed.size() < 8000, qPrintable(QString::number(packed.size())));
        QVERIFY(!unpackNames(packed.left(packed.size() / 2)));
        QVERIFY(!unpackNames(QByteArray("\xff\xff\xff\xff garbage", 12)));
        QVERIFY(!unpackNames({}));
    }
};

QTEST_GUILESS_MAIN(TestCellNames)
#include "tst_cell_names.moc"
