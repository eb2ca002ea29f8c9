// What the labels of Perturb-seq experiments say.
#include "core/data/perturbation_labels.h"

#include <QtTest/QtTest>

#include <set>

using namespace lexicell;
using data::PerturbationRules;

namespace {

PerturbationRules rules(bool guides = false)
{
    static const std::set<std::string> genes{"STAT1", "JAK2", "HLA-A", "NKX2-1", "AHR", "FEV", "A_B"};
    return {{}, guides, [](const std::string &name) { return genes.contains(name); }};
}

}  // namespace

class TestPerturbationLabels : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void controls_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("control");
        for (const char *name : {"ctrl", "Control", "non-targeting", "Non_Targeting", "NT", "NTg7", "sgNT-1", "NegCtrl0", "AAVS1",
                                 "safe-targeting", "scramble", "unperturbed"})
            QTest::newRow(name) << QString(name) << true;
        for (const char *name : {"STAT1", "NTRK1", "CTRL1A", "", "nan", "control of growth"})
            QTest::newRow(*name ? name : "empty") << QString(name) << false;
    }
    void controls()
    {
        QFETCH(QString, name);
        QFETCH(bool, control);
        QCOMPARE(data::isControlName(name.toStdString()), control);
    }

    void conditions_data()
    {
        QTest::addColumn<QString>("label");
        QTest::addColumn<QString>("condition");
        QTest::newRow("gene") << "STAT1"
                              << "STAT1+ctrl";
        QTest::newRow("gene and control") << "STAT1+ctrl"
                                          << "STAT1+ctrl";
        QTest::newRow("control and gene") << "ctrl+STAT1"
                                          << "STAT1+ctrl";
        QTest::newRow("two genes, sorted") << "STAT1+JAK2"
                                           << "JAK2+STAT1";
        QTest::newRow("one gene twice") << "JAK2+JAK2"
                                        << "JAK2+ctrl";
        QTest::newRow("underscores") << "AHR_FEV"
                                     << "AHR+FEV";
        QTest::newRow("underscore and control") << "AHR_NegCtrl0"
                                                << "AHR+ctrl";
        QTest::newRow("an underscore in a name") << "A_B"
                                                 << "A_B+ctrl";
        QTest::newRow("an underscore in an unknown name") << "X_Y"
                                                          << "X_Y+ctrl";
        QTest::newRow("guide with underscore") << "STAT1_2"
                                               << "STAT1+ctrl";
        QTest::newRow("guide with prefix") << "sgSTAT1-2"
                                           << "STAT1+ctrl";
        QTest::newRow("guide with g") << "STAT1g3"
                                      << "STAT1+ctrl";
        QTest::newRow("hyphen in a name") << "NKX2-1"
                                          << "NKX2-1+ctrl";
        QTest::newRow("guide of a name with a hyphen") << "HLA-A_1"
                                                       << "HLA-A+ctrl";
        QTest::newRow("two controls") << "ctrl+ctrl"
                                      << "ctrl";
        QTest::newRow("comma") << "STAT1, JAK2"
                               << "JAK2+STAT1";
        QTest::newRow("nothing") << "nan"
                                 << "";
    }
    void conditions()
    {
        QFETCH(QString, label);
        QFETCH(QString, condition);
        QCOMPARE(QString::fromStdString(data::conditionName(data::readPerturbation(label.toStdString(), rules()))), condition);
    }

    // The gene of a guide is known by its name alone, where no such gene is measured.
    void guidesOfGenesThatAreNotMeasured()
    {
        QCOMPARE(data::readPerturbation("IFNGR1g3", rules(true)).genes, std::vector<std::string>{"IFNGR1"});
        QCOMPARE(data::readPerturbation("IFNGR1g3", rules(false)).genes, std::vector<std::string>{"IFNGR1g3"});
    }

    void aNamedControl()
    {
        PerturbationRules own = rules();
        own.control = "STAT1";
        QVERIFY(data::readPerturbation("STAT1", own).control);
        QVERIFY(data::readPerturbation("JAK2+STAT1", own).genes == std::vector<std::string>{"JAK2"});
    }
};

QTEST_APPLESS_MAIN(TestPerturbationLabels)
#include "tst_perturbation_labels.moc"
