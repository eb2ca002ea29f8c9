// The history of a run as text.
#include "models/training/history.h"

#include <QTest>

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

    void scoresStandBesideTheValidation()
    {
        History history;
        history.terms = {{"cls", 1.0, "ce"}};
        history.scores = {"accuracy", "macro_f1"};
        history.rows = {{1, 1, {0.75}, 1e-4, {}}, {2, 1, {0.5}, 1e-4, {0.25, 0.875, 0.5}}};
        QCOMPARE(training::historyText(history), std::string("step,epoch,cls_ce,total,learning_rate,validation_cls_ce,"
                                                             "validation_accuracy,validation_macro_f1\n"
                                                             "1,1,0.75,0.75,0.0001,,,\n"
                                                             "2,1,0.5,0.5,0.0001,0.25,0.875,0.5\n"));
    }
};

QTEST_APPLESS_MAIN(TestHistory)
#include "tst_history.moc"
