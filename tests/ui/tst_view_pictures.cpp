// Pictures of the map, legend and controls in both themes, for people to look at: build/…/pictures/views-*.png.
// The test itself asks only that nothing is blank and that no widget is cut off.
#include "tests/support/fixtures.h"

#include "ui/look/theme.h"
#include "ui/look/palettes.h"
#include "ui/views/scatter/scatter_view.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/chip.h"
#include "ui/widgets/color_button.h"
#include "ui/widgets/empty_state.h"
#include "ui/look/icon.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/path_bar.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSlider>
#include <QTabWidget>
#include <QTableWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>
#include <random>
#include <set>

using namespace lexicell::ui;

namespace {

const QStringList typeNames{"CD4 T",     "CD14 Monocytes", "B",     "CD8 T", "NK", "FCGR3A Monocytes",
                            "Dendritic", "Megakaryocytes", "Plasma"};

struct Sample {
    std::vector<float> xy;
    std::vector<std::int32_t> codes;
    std::vector<float> expression;
    std::vector<std::int64_t> sizes;
};

Sample makeSample(std::size_t cells)
{
    std::mt19937 random(9);
    std::normal_distribution<float> noise(0, 1);
    Sample sample;
    sample.sizes.assign(std::size_t(typeNames.size()), 0);
    const std::vector<double> weights{30, 18, 13, 12, 7, 6, 2, 1, 1};
    std::discrete_distribution<int> pick(weights.begin(), weights.end());
    for (std::size_t i = 0; i < cells; ++i) {
        const int type = pick(random);
        const double angle = type * 2.4, distance = 3.4 * std::sqrt(type);
        const float stretch = 0.7f + 0.2f * static_cast<float>(std::sqrt(weights[std::size_t(type)]));
        const float along = noise(random) * stretch, across = noise(random) * 0.55f * stretch;
        sample.xy.push_back(static_cast<float>(distance * std::cos(angle)) + along * std::cos(float(type)) -
                            across * std::sin(float(type)));
        sample.xy.push_back(static_cast<float>(distance * std::sin(angle)) + along * std::sin(float(type)) +
                            across * std::cos(float(type)));
        const bool missing = random() % 40 == 0;
        sample.codes.push_back(missing ? -1 : type);
        if (!missing) ++sample.sizes[std::size_t(type)];
        sample.expression.push_back(type < 4 ? std::max(0.0f, 2.4f - float(type) * 0.8f + noise(random) * 0.8f)
                                             : std::max(0.0f, noise(random) * 0.4f));
    }
    return sample;
}

std::vector<LegendEntry> legendOf(const Sample &sample)
{
    std::vector<LegendEntry> entries;
    const auto colors = categoryColors(std::size_t(typeNames.size())).colors;
    for (int i = 0; i < typeNames.size(); ++i)
        entries.push_back({i, typeNames[i], colors[std::size_t(i)], sample.sizes[std::size_t(i)], 0, false});
    entries.push_back({missingCode, "NA", missingColor(isDarkTheme()), 60, 0, false});
    return entries;
}

QString pictureFolder()
{
    const QString folder = qEnvironmentVariable("LEXICELL_BINARY_DIR", QDir::currentPath()) + "/pictures";
    QDir().mkpath(folder);
    return folder;
}

}  // namespace

class TestViewPictures : public QObject {
    Q_OBJECT

  private:
    void keep(const QString &name, const QImage &image) const
    {
        const QString scale = qApp->devicePixelRatio() > 1 ? "@2x" : "";
        QVERIFY(image.save(pictureFolder() + "/views-" + name + (isDarkTheme() ? "-dark" : "-light") + scale + ".png"));
        std::set<QRgb> colors;
        for (int y = 0; y < image.height(); y += 3)
            for (int x = 0; x < image.width(); x += 3) colors.insert(image.pixel(x, y));
        QVERIFY2(colors.size() > 8, qPrintable(name + " is nearly blank"));
    }
    void both() const
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void dress(bool dark) const { applyTheme(*qApp, dark ? ThemeMode::Dark : ThemeMode::Light); }

  private Q_SLOTS:
    void mapAndLegend_data() { both(); }
    void mapAndLegend()
    {
        QFETCH(bool, dark);
        dress(dark);
        QWidget window;
        auto *row = new QHBoxLayout(&window);
        auto *map = new ScatterView;
        auto *legend = new Legend;
        legend->setFixedWidth(240);
        row->addWidget(map, 1);
        row->addWidget(legend);
        window.resize(1000, 640);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));

        const Sample sample = makeSample(2638);
        map->setDark(dark);
        map->setPoints(sample.xy);
        map->setCategories(sample.codes, categoryColors(std::size_t(typeNames.size())).colors);
        map->setCategoryLabels(std::vector<QString>(typeNames.begin(), typeNames.end()));
        map->setAxisNames("UMAP 1", "UMAP 2");
        map->setTag("simulated data");
        legend->setCategories("cell_type", legendOf(sample));
        map->settle();
        keep("map", window.grab().toImage());

        std::vector<std::uint8_t> selected;
        for (const std::int32_t code : sample.codes) selected.push_back(code == 2 || code == 4);
        map->setSelection(selected);
        legend->setSelectedCounts({{2, sample.sizes[2]}, {4, sample.sizes[4]}});
        map->settle();
        keep("selection", window.grab().toImage());

        map->setSelection({});
        map->setCategoryLabels({});
        map->setValues(sample.expression, "viridis", 0, 3.2);
        ContinuousLegend bar{"CD3E", "log1p CP10k from layers/counts", "viridis", 0, 4.7, 0, 3.2, 0, 99, 0};
        legend->setContinuous(bar);
        map->settle();
        keep("gene", window.grab().toImage());

        FigureOptions options;
        options.title = "PBMC, colored by CD3E";
        options.caption = "UMAP of X_scGPT (demo checkpoint), viridis clipped at the 99th percentile";
        options.legend.bar = bar;
        options.simulated = true;
        options.dpi = 150;
        VERIFY_OK(map->exportFigure(pictureFolder() + (dark ? "/figure-gene-dark.png" : "/figure-gene-light.png"), options));
        map->setCategories(sample.codes, categoryColors(std::size_t(typeNames.size())).colors);
        map->setCategoryLabels(std::vector<QString>(typeNames.begin(), typeNames.end()));
        options.title = "PBMC by cell type";
        options.legend = {"cell_type", legendOf(sample), {}};
        for (const char *suffix : {"png", "svg", "pdf"})
            VERIFY_OK(
                map->exportFigure(pictureFolder() + (dark ? "/figure-types-dark." : "/figure-types-light.") + suffix, options));
    }

    void largeMap_data() { both(); }
    void largeMap()
    {
        QFETCH(bool, dark);
        dress(dark);
        ScatterView map;
        map.resize(700, 600);
        map.show();
        QVERIFY(QTest::qWaitForWindowExposed(&map));
        const Sample sample = makeSample(100'000);
        map.setDark(dark);
        map.setPoints(sample.xy);
        map.setCategories(sample.codes, categoryColors(std::size_t(typeNames.size())).colors);
        map.settle();
        keep("large", map.grab().toImage());
    }

    void controls_data() { both(); }
    void controls()
    {
        QFETCH(bool, dark);
        dress(dark);
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *path = new PathBar;
        path->setSteps({{"Data", {}, PathBar::State::Done},
                        {"Model", {}, PathBar::State::Done},
                        {"Map", {}, PathBar::State::Running, true, {}, 0.6},
                        {"Annotate", "3 unlabeled", PathBar::State::Attention},
                        {"Knock out", {}, PathBar::State::ToDo},
                        {"Network", {}, PathBar::State::ToDo, false, "Load a model first."}});
        path->setCurrent(2);
        column->addWidget(path);
        for (const auto &[tone, what] : {std::pair{Tone::Danger, "pbmc.h5ad could not be read: the file ends early."},
                                         std::pair{Tone::Warning, "43 % of the counts are in genes the model does not know."},
                                         std::pair{Tone::Success, "Saved to pbmc3k-labeled.h5ad."}}) {
            auto *banner = new Banner;
            banner->showMessage(tone, what, tone == Tone::Danger ? "Download it again, or open the copy saved at 14:02." : "");
            if (tone == Tone::Danger) banner->addButton("Open the copy");
            column->addWidget(banner);
        }
        auto *chips = new QHBoxLayout;
        for (const auto &[tone, text] : {std::pair{Tone::Neutral, "2,638 cells"}, std::pair{Tone::Warning, "simulated data"},
                                         std::pair{Tone::Success, "93 % known"}, std::pair{Tone::Accent, "n_genes 200–2,500"}}) {
            auto *chip = new Chip(text, tone);
            chip->setRemovable(tone == Tone::Accent);
            chips->addWidget(chip);
        }
        chips->addStretch();
        column->addLayout(chips);

        auto *grid = new QGridLayout;
        column->addLayout(grid);
        auto *primary = new QPushButton("Embed, neighbors, UMAP, Leiden");
        primary->setProperty("primary", true);
        auto *disabled = new QPushButton("Knock out");
        disabled->setEnabled(false);
        grid->addWidget(primary, 0, 0);
        grid->addWidget(new QPushButton("Choose a model…"), 0, 1);
        grid->addWidget(disabled, 0, 2);
        auto *combo = new QComboBox;
        combo->addItems({"cell_type", "leiden"});
        auto *edit = new QLineEdit;
        edit->setPlaceholderText("Gene: symbol, alias or Ensembl id");
        auto *spin = new QDoubleSpinBox;
        spin->setValue(0.5);
        grid->addWidget(combo, 1, 0);
        grid->addWidget(edit, 1, 1);
        grid->addWidget(spin, 1, 2);
        auto *box = new QCheckBox("Keep the existing X_umap");
        box->setChecked(true);
        auto *radio = new QRadioButton("scGPT");
        radio->setChecked(true);
        grid->addWidget(box, 2, 0);
        grid->addWidget(radio, 2, 1);
        auto *slider = new QSlider(Qt::Horizontal);
        slider->setValue(40);
        grid->addWidget(slider, 2, 2);
        auto *progress = new QProgressBar;
        progress->setValue(71);
        grid->addWidget(progress, 3, 0, 1, 2);
        auto *tools = new QHBoxLayout;
        for (const char *name : {"pan", "rectangle", "lasso", "polygon", "zoom-fit", "export"}) {
            auto *tool = new QToolButton;
            tool->setIcon(icon(name));
            tool->setIconSize(QSize(20, 20));
            tool->setCheckable(true);
            tool->setChecked(QString(name) == "lasso");
            tools->addWidget(tool);
        }
        tools->addWidget(new ColorButton(QColor("#d62728")));
        grid->addLayout(tools, 3, 2);

        auto *tabs = new QTabWidget;
        auto *table = new QTableWidget(4, 3);
        table->setHorizontalHeaderLabels({"gene", "logfoldchange", "pval_adj"});
        table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
        table->verticalHeader()->hide();
        for (int r = 0; r < 4; ++r)
            for (int c = 0; c < 3; ++c)
                table->setItem(r, c,
                               new QTableWidgetItem(c == 0 ? QStringList{"IL7R", "LTB", "CD3E", "NKG7"}[r]
                                                           : QString::number(3.2 / (r + c + 1), 'g', 3)));
        table->selectRow(1);
        tabs->addTab(table, "Markers");
        tabs->addTab(new EmptyState("network", "No network yet", "Choose a gene, then Build."), "Network");
        auto *empty =
            new EmptyState("data", "Open your cells", "An h5ad, a 10x file or folder, loom or csv; or drop it anywhere here.");
        empty->addButton("Open…", "open");
        empty->addButton("Try the simulated sample", "sample");
        auto *lower = new QHBoxLayout;
        lower->addWidget(tabs, 1);
        lower->addWidget(empty, 1);
        column->addLayout(lower, 1);
        window.resize(920, 760);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        keep("controls", window.grab().toImage());
    }

    void icons_data() { both(); }
    void icons()
    {
        QFETCH(bool, dark);
        dress(dark);
        QWidget window;
        auto *grid = new QGridLayout(&window);
        int i = 0;
        for (const QString &file : QDir(":/icons").entryList({"*.svg"})) {
            auto *button = new QToolButton;
            button->setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
            button->setIconSize(QSize(24, 24));
            button->setIcon(icon(file.chopped(4)));
            button->setText(file.chopped(4));
            button->setEnabled(i % 11 != 10);
            grid->addWidget(button, i / 11, i % 11);
            ++i;
        }
        window.resize(window.sizeHint());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        keep("icons", window.grab().toImage());
    }
};

QTEST_MAIN(TestViewPictures)
#include "tst_view_pictures.moc"
