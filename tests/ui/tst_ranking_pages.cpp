// Further pages of a ranking of knock-outs: genes × groups, pairs, two models. Each is there only with its columns, tells under
// the pointer, picks a gene, keeps its choices and is exported.
#include "tests/ui/result_window.h"

#include "ui/views/results/groups_page.h"
#include "ui/views/results/heatmap_canvas.h"
#include "ui/views/results/models_canvas.h"
#include "ui/views/results/models_page.h"
#include "ui/views/results/pairs_page.h"

#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::ui;
using namespace lexicell::test;

namespace {

// The complete table of knock-outs, row by row.
struct Rows {
    std::vector<std::string> gene, role, group, metric, status;
    std::vector<double> effect, se, low, high, nullMean, nullSd, z, p, mean, pca, second;
    std::vector<std::int64_t> cells;

    void add(const std::string &name, const std::string &inGroup, const std::string &inMetric, double value,
             double other = unknown, bool tested = true)
    {
        gene.push_back(name);
        role.emplace_back(tested ? "tested" : "null");
        group.push_back(inGroup);
        metric.push_back(inMetric);
        status.emplace_back(std::isnan(value) ? "too_few_cells" : "ok");
        effect.push_back(value);
        se.push_back(0.1 * std::abs(value));
        low.push_back(value - 0.2 * std::abs(value));
        high.push_back(value + 0.2 * std::abs(value));
        nullMean.push_back(0.001);
        nullSd.push_back(0.002);
        z.push_back(value * 400.0);
        p.push_back(std::abs(value) > 0.01 ? 0.004 : 0.4);
        mean.push_back(1.0 + value);
        pca.push_back(0.5 * value);
        second.push_back(other);
        cells.push_back(std::isnan(value) ? 0 : 120);
    }
    tasks::Table table() const
    {
        return {{{"gene", gene},
                 {"role", role},
                 {"group", group},
                 {"metric", metric},
                 {"effect", effect},
                 {"se", se},
                 {"ci_low", low},
                 {"ci_high", high},
                 {"n_cells", cells},
                 {"null_mean", nullMean},
                 {"null_sd", nullSd},
                 {"z", z},
                 {"p_adj", p},
                 {"mean_expression", mean},
                 {"pca_effect", pca},
                 {"second_effect", second},
                 {"status", status}}};
    }
};

tasks::Ranking of(const Rows &rows, const std::string &effectName)
{
    tasks::Ranking result = lexicell::test::ranking(12);
    result.effectName = effectName;
    result.complete = rows.table();
    return result;
}

const std::vector<std::string> groups{"B", "CD14 Monocytes", "CD4 T", "CD8 T", "NK"};

double effectOf(std::size_t gene, std::size_t group)
{
    return 0.03 * std::sin(0.7 * static_cast<double>(gene) + 1.3 * static_cast<double>(group));
}

tasks::Ranking grouped(std::size_t genes)
{
    Rows rows;
    const auto names = geneNames(genes);
    for (std::size_t group = 0; group < groups.size(); ++group)
        for (std::size_t gene = 0; gene < genes; ++gene) {
            if (group == 1 && gene == 2) continue;  // not in the table of this group
            const double value = group == 3 && gene == 1 ? unknown : effectOf(gene, group);
            rows.add(names[gene], groups[group], "toward", value);
            rows.add(names[gene], groups[group], "shift", std::abs(value));
            rows.add(names[gene] + "_null", groups[group], "toward", 0.5, unknown, false);
        }
    return of(rows, "toward (delete)");
}

tasks::Ranking paired()
{
    Rows rows;
    const auto names = geneNames(7);
    for (std::size_t gene = 0; gene < names.size(); ++gene)
        rows.add(names[gene], "", "shift", 0.01 * static_cast<double>(gene + 1));
    for (std::size_t a = 0; a < names.size(); ++a)
        for (std::size_t b = a + 1; b < names.size(); ++b) {
            const std::string name = names[a] + '+' + names[b];
            const double sum = 0.01 * static_cast<double>(a + b + 2);
            const double excess = a == 0 && b == 3 ? 0.05 : 0.004 * std::cos(static_cast<double>(3 * a + b));
            const bool lacks = a == 2 && b == 5;
            rows.add(name, "", "shift", lacks ? unknown : sum + excess);
            rows.add(name, "", "excess", lacks ? unknown : excess);
            rows.add(name, "", "interaction", lacks ? unknown : 0.2);
            rows.add(name, "", "additive_cosine", lacks ? unknown : 0.97);
        }
    return of(rows, "shift (delete)");
}

tasks::Ranking ofTwoModels(std::size_t genes)
{
    Rows rows;
    Random random(7, 0);
    const auto names = geneNames(genes);
    for (std::size_t gene = 0; gene < genes; ++gene) {
        const double value = 0.05 * std::exp(-0.05 * static_cast<double>(gene));
        rows.add(names[gene], "", "shift", value, gene == 4 ? unknown : 0.3 * value + 0.004 * random.uniform());
    }
    return of(rows, "shift (delete)");
}

}  // namespace

class TestRankingPages : public QObject {
    Q_OBJECT

    static QTabWidget *tabs(const Shown &shown) { return shown.view->findChild<QTabWidget *>(); }
    static void openTab(const Shown &shown, const QString &name)
    {
        QTabWidget *pages = tabs(shown);
        for (int i = 0; i < pages->count(); ++i)
            if (pages->tabText(i) == name) return pages->setCurrentIndex(i);
        QFAIL(qPrintable("no page " + name));
    }
    static void choose(const Shown &shown, QWidget *page, const QString &box, const QString &id)
    {
        Q_UNUSED(shown);
        auto *choice = page->findChild<QComboBox *>(box);
        QVERIFY(choice && choice->findData(id) >= 0);
        choice->setCurrentIndex(choice->findData(id));
        QTest::qWait(20);
    }
    static QStringList tabNames(const Shown &shown)
    {
        QStringList names;
        for (int i = 0; i < tabs(shown)->count(); ++i) names << tabs(shown)->tabText(i);
        return names;
    }

  private Q_SLOTS:
    // Beside two maps and the side bars, in a window of 1280 pixels.
    void everyViewCanBeNarrow()
    {
        for (const auto &result : {test::shared(grouped(8)), test::shared(paired()), test::shared(test::graph(40, 60))}) {
            const Shown shown(result);
            QVERIFY2(shown.view->minimumSizeHint().width() <= 340,
                     qPrintable(QString::number(shown.view->minimumSizeHint().width())));
        }
    }

    void init() { lightAndWithoutTip(); }

    void pagesComeWithTheirColumns()
    {
        QVERIFY(!tabNames(Shown(named("ranking"))).contains("Groups"));
        const QStringList ofGroups = tabNames(Shown(shared(grouped(8))));
        QVERIFY(ofGroups.contains("Groups") && !ofGroups.contains("Pairs") && !ofGroups.contains("Two models"));
        const QStringList ofPairs = tabNames(Shown(shared(paired())));
        QVERIFY(ofPairs.contains("Pairs") && !ofPairs.contains("Groups") && !ofPairs.contains("Two models"));
        const QStringList ofModels = tabNames(Shown(shared(ofTwoModels(40))));
        QVERIFY(ofModels.contains("Two models") && !ofModels.contains("Pairs"));
    }

    void genesInGroups()
    {
        Shown shown(shared(grouped(8)));
        openTab(shown, "Groups");
        auto *page = shown.view->findChild<GroupsPage *>();
        QVERIFY(page && page->isVisible());
        auto *canvas = page->findChild<HeatmapCanvas *>();
        QTest::qWait(30);
        keepPicture("groups", shown.window.grab().toImage());
        QSignalSpy picked(shown.view, &View::itemPicked);
        // The gene with the largest z of any group is on top.
        double best = 0.0;
        std::size_t bestGene = 0;
        for (std::size_t gene = 0; gene < 8; ++gene)
            for (std::size_t group = 0; group < groups.size(); ++group)
                if (!(group == 1 && gene == 2) && !(group == 3 && gene == 1) && std::abs(effectOf(gene, group)) > best) {
                    best = std::abs(effectOf(gene, group));
                    bestGene = gene;
                }
        const QString top = QString::fromStdString(geneNames(8)[bestGene]);
        pointAt(canvas, canvas->cellRect(0, 2).center().toPoint());
        QTRY_VERIFY2(tipText().startsWith(top + " × CD4 T"), qPrintable(tipText()));
        for (const char *part : {"toward: ", " ± ", "pca_effect: ", "null_mean: 0.001", "z: ", "p_adj: ", "n_cells: 120"})
            QVERIFY2(tipText().contains(part), qPrintable(tipText()));
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->cellRect(0, 2).center().toPoint());
        QCOMPARE(picked.size(), 1);
        QCOMPARE(picked[0], (QVariantList{"gene", top}));
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Return);
        QCOMPARE(picked.size(), 2);
        const QString sentence = page->findChild<QLabel *>("pageSentence")->text();
        QVERIFY2(sentence.startsWith("8 genes in 5 groups.") && sentence.contains("pass 5 % FDR"), qPrintable(sentence));

        choose(shown, page, "value", "z");
        canvas = page->findChild<HeatmapCanvas *>();
        QVERIFY(canvas->accessibleName().contains("z of toward"));
        choose(shown, page, "metric", "shift");
        choose(shown, page, "value", "pca_effect");
        const QJsonObject state = shown.view->state();
        QCOMPARE(state["page"].toString(), QString("groups"));
        Shown again(shared(grouped(8)));
        again.view->restore(state);
        QCOMPARE(again.view->state(), state);
        QVERIFY(again.view->findChild<GroupsPage *>()->isVisible());
    }

    void manyGenesShowTheFirst()
    {
        Shown shown(shared(grouped(300)), {900, 760});
        openTab(shown, "Groups");
        auto *page = shown.view->findChild<GroupsPage *>();
        const QString sentence = page->findChild<QLabel *>("pageSentence")->text();
        QVERIFY2(sentence.startsWith("The 60 of 300 genes with the largest z in any of 5 groups."), qPrintable(sentence));
    }

    void pairsAndTheirExpectation()
    {
        Shown shown(shared(paired()));
        openTab(shown, "Pairs");
        auto *page = shown.view->findChild<PairsPage *>();
        QTest::qWait(30);
        keepPicture("pairs", shown.window.grab().toImage());
        auto *canvas = page->findChild<HeatmapCanvas *>();
        const auto names = geneNames(7);
        pointAt(canvas, canvas->cellRect(3, 0).center().toPoint());
        const QString pair = QString::fromStdString(names[3] + " + " + names[0]);
        QTRY_VERIFY2(tipText().startsWith(pair), qPrintable(tipText()));
        for (const char *part : {"both together: 0.1", "the sum of both alone: 0.05", "excess: 0.05", "interaction: 0.2",
                                 "cosine with the sum: 0.97", "n = 120 cells with both"})
            QVERIFY2(tipText().contains(part), qPrintable(tipText()));
        // The diagonal is no cell; the pair without cells says so.
        pointAt(canvas, canvas->cellRect(2, 2).center().toPoint());
        QTRY_VERIFY(QToolTip::text().isEmpty());
        pointAt(canvas, canvas->cellRect(5, 2).center().toPoint());
        QTRY_VERIFY2(tipText().contains("too few cells have both"), qPrintable(tipText()));
        const QString sentence = page->findChild<QLabel *>("pageSentence")->text();
        QVERIFY2(sentence.contains("of 20 pairs exceed the sum") && sentence.contains("No null"), qPrintable(sentence));

        QSignalSpy picked(shown.view, &View::itemPicked);
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->cellRect(3, 0).center().toPoint());
        QCOMPARE(picked[0], (QVariantList{"gene", QString::fromStdString(names[3])}));
        choose(shown, page, "value", "excess");
        canvas = page->findChild<HeatmapCanvas *>();
        // Now the other half is no cell either, and clicks there pick nothing.
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->cellRect(0, 3).center().toPoint());
        QCOMPARE(picked.size(), 1);
        const QImage image = canvas->grab().toImage();
        const auto colorAt = [&](int row, int column) {
            return image.pixelColor((canvas->cellRect(row, column).center() * image.devicePixelRatio()).toPoint());
        };
        QCOMPARE(colorAt(0, 3), themeColors().map);
        QVERIFY(colorAt(3, 0) != themeColors().map);
        keepPicture("pairs-excess", shown.window.grab().toImage());
    }

    void twoModelsAgreeOrNot()
    {
        Shown shown(shared(ofTwoModels(120)));
        openTab(shown, "Two models");
        auto *page = shown.view->findChild<ModelsPage *>();
        auto *canvas = page->findChild<ModelsCanvas *>();
        QTest::qWait(30);
        keepPicture("models", shown.window.grab().toImage());
        const QString sentence = page->findChild<QLabel *>("pageSentence")->text();
        QVERIFY2(sentence.startsWith("Spearman 0.") && sentence.contains("over n = 119 genes") &&
                     sentence.contains("1.00 with the same change in the PCA") && sentence.contains("with mean expression"),
                 qPrintable(sentence));
        QSignalSpy picked(shown.view, &View::itemPicked);
        pointAt(canvas, canvas->placeOf("CD3E"));
        QTRY_VERIFY2(tipText().startsWith("CD3E"), qPrintable(tipText()));
        QVERIFY2(tipText().contains("effect: 0.05") && tipText().contains("second_effect: "), qPrintable(tipText()));
        QTest::mouseClick(canvas, Qt::LeftButton, {}, canvas->placeOf("CD3E"));
        QCOMPARE(picked[0], (QVariantList{"gene", "CD3E"}));
        QCOMPARE(canvas->placeOf(QString::fromStdString(geneNames(5)[4])), QPoint(-1, -1));  // no second effect
        const QPoint byRank = canvas->placeOf("LTB");
        choose(shown, page, "value", "effects");
        QVERIFY(canvas->placeOf("LTB") != byRank);
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_Home);
        QTest::keyClick(canvas, Qt::Key_Return);
        QCOMPARE(picked.last()[1].toString(), QString("CD3E"));
        keepPicture("models-effects", shown.window.grab().toImage());
        const QJsonObject state = shown.view->state();
        Shown again(shared(ofTwoModels(120)));
        again.view->restore(state);
        QCOMPARE(again.view->state(), state);
    }

    void pagesAreExported()
    {
        const QTemporaryDir folder;
        struct Case {
            tasks::Ranking ranking;
            QString page, word;
        };
        for (const Case &one :
             {Case{grouped(8), "Groups", "8 genes in 5 groups"}, Case{paired(), "Pairs", "pairs exceed the sum"},
              Case{ofTwoModels(40), "Two models", "between the two models"}}) {
            Shown shown(shared(one.ranking));
            openTab(shown, one.page);
            for (const char *ending : {"svg", "png", "pdf"}) {
                const QString file = folder.filePath(one.page + "." + ending);
                VERIFY_OK(shown.view->exportTo(file));
                QVERIFY(contentOf(file).size() > 2000);
            }
            const QByteArray drawing = contentOf(folder.filePath(one.page + ".svg"));
            QVERIFY2(QString::fromUtf8(drawing).contains(one.word.section(' ', 0, 0)) && drawing.contains("Knock out genes"),
                     drawing.left(2000));
            VERIFY_OK(shown.view->exportTo(folder.filePath(one.page + ".csv")));
        }
    }

    void inTheDark()
    {
        applyTheme(*qApp, ThemeMode::Dark);
        for (const auto &[ranking, page, name] : {std::tuple{grouped(24), QString("Groups"), QString("groups")},
                                                  std::tuple{paired(), QString("Pairs"), QString("pairs")},
                                                  std::tuple{ofTwoModels(300), QString("Two models"), QString("models")}}) {
            Shown shown(shared(ranking));
            openTab(shown, page);
            QTest::qWait(30);
            keepPicture(name, shown.window.grab().toImage());
        }
    }
};

QTEST_MAIN(TestRankingPages)
#include "tst_ranking_pages.moc"
