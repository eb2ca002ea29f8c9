#include "ui/workspace/jobs/job_news.h"

#include <QTest>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

JobInfo jobWith(std::vector<Warning> warnings)
{
    JobInfo job;
    job.warnings = std::move(warnings);
    return job;
}

data::ElementPtr text(const std::string &value)
{
    data::StringArray array;
    array.values = {value};
    return data::makeElement(std::move(array));
}

const std::vector<Warning> again{{"replaced", "The neighbors were there.", {}, "uns/neighbors_scGPT"},
                                 {"replaced", "The layout was there.", {}, "obsm/X_umap_scGPT"},
                                 {"replaced", "The clusters were there.", {}, "obs/leiden_scGPT"}};

}  // namespace

class TestJobNews : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void runningAStepAgainIsNoNews()
    {
        const data::Dataset asRead;
        QSet<QString> told;
        QVERIFY(newsOf(jobWith(again), &asRead, told).isEmpty());
        QVERIFY(newsOf(jobWith(again), nullptr, told).isEmpty());
    }

    void otherWarningsAre()
    {
        QSet<QString> told;
        auto warnings = again;
        warnings.push_back({"empty_cells", "3 of 10 cells have no gene that the model knows."});
        QCOMPARE(newsOf(jobWith(warnings), nullptr, told), QStringList{"3 of 10 cells have no gene that the model knows."});
    }

    void whatCameWithTheFileIsToldOnce()
    {
        data::Dataset asRead;
        asRead.obs.columns.set("leiden_scGPT", text("0"));
        asRead.uns.set("neighbors_scGPT", text("x"));
        QSet<QString> told;
        QCOMPARE(newsOf(jobWith(again), &asRead, told), QStringList{"The clusters were there."});
        QVERIFY(newsOf(jobWith(again), &asRead, told).isEmpty());
    }

    void whatLexicellWroteItselfIsNoNews()
    {
        data::Dataset asRead;
        asRead.obsm.set("X_umap_scGPT", text("x"));
        asRead.uns.set("lexicell", text(R"({"steps":[{"step":"umap","key":"obsm/X_umap_scGPT"}]})"));
        QSet<QString> told;
        QVERIFY(newsOf(jobWith(again), &asRead, told).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestJobNews)
#include "tst_job_news.moc"
