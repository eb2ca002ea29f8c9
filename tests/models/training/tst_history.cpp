// The history of a run as text and as curves.
#include "models/tasks/pretrain/pretrain.h"
#include "models/training/history.h"

#include <QtTest/QtTest>

using namespace lexicell::models;
using training::History;

namespace {

History twoEpochs()
{
    History history;
    history.terms = {{"gep", 1.0, "mse"}, {"cls", 0.5, ""}};
    history.rows = {
        {1, 1, {400.0, 2.0}, 1e-5, {}}, {2, 1, {100.25, 1.0 / 3.0}, 1e-4, {99.5, 0.125}}, {3, 2, {50.0, 1.0}, 0.0, {}}};
    return history;
}

}  // namespace

class TestHistory : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void text()
    {
        QCOMPARE(training::historyText(twoEpochs()), std::string("step,epoch,gep_mse,cls,total,learning_rate,"
                                                                 "validation_gep_mse,validation_cls\n"
                                                                 "1,1,400,2,401,1e-05,,\n"
                                                                 "2,1,100.25,0.333333333,100.416667,0.0001,99.5,0.125\n"
                                                                 "3,2,50,1,50.5,0,,\n"));
    }

    void curves()
    {
        const tasks::Curves curves = tasks::trainingCurves(twoEpochs(), 80.0);
        QCOMPARE(curves.xName, std::string("step"));
        QCOMPARE(curves.curves.size(), std::size_t{5});
        QCOMPARE(curves.curves[0].name, std::string("gep"));
        QVERIFY(curves.curves[0].x == (std::vector<double>{1.0, 2.0, 3.0}));
        QVERIFY(curves.curves[0].y == (std::vector<double>{400.0, 100.25, 50.0}));
        QVERIFY(curves.curves[1].x == (std::vector<double>{2.0}));
        QVERIFY(curves.curves[3].y == (std::vector<double>{0.125}));
        QVERIFY(curves.curves[4].baseline);
        QVERIFY(curves.curves[4].y == (std::vector<double>{80.0, 80.0}));
        QCOMPARE(tasks::trainingCurves(twoEpochs(), 0.0).curves.size(), std::size_t{4});
    }
};

QTEST_APPLESS_MAIN(TestHistory)
#include "tst_history.moc"
