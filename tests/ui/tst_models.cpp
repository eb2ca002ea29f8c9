#include "ui/workspace/models/models.h"

#include <QSignalSpy>
#include <QTest>

using lexicell::models::LoadedModel;
using lexicell::models::ModelOutline;
using lexicell::models::input::Coverage;
using lexicell::ui::Models;

class TestModels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anotherModelHasNeitherNetworkNorCoverage()
    {
        Models models;
        QSignalSpy changed(&models, &Models::modelChanged), covered(&models, &Models::coverageChanged);
        ModelOutline outline;
        outline.card.name = "first";
        models.setOutline(outline);
        models.setModel(std::make_shared<const LoadedModel>());
        models.setCoverage(std::make_shared<const Coverage>());
        QCOMPARE(changed.count(), 2);
        QCOMPARE(covered.count(), 1);
        outline.card.name = "second";
        models.setOutline(outline);
        QVERIFY(!models.model() && !models.coverage());
        QCOMPARE(models.outline()->card.name, std::string("second"));
    }

    void theModelStaysWhenTheDataGo()
    {
        Models models;
        models.setOutline({});
        models.setModel(std::make_shared<const LoadedModel>());
        models.setCoverage(std::make_shared<const Coverage>());
        models.forgetCoverage();
        QVERIFY(models.outline() && models.model() && !models.coverage());
    }
};

QTEST_GUILESS_MAIN(TestModels)
#include "tst_models.moc"
