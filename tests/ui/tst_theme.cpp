// The theme holds its promises: contrast, a complete style sheet, icons that exist and follow the theme.
#include "tests/support/fixtures.h"

#include "ui/look/theme.h"
#include "ui/look/icon.h"
#include "ui/look/contrast.h"

#include <QApplication>
#include <QDir>
#include <QPushButton>

using namespace lexicell::ui;

class TestTheme : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void contrastIsTheFormulaOfWcag()
    {
        QVERIFY(std::abs(contrastRatio(Qt::black, Qt::white) - 21) < 1e-6);
        QVERIFY(std::abs(contrastRatio(Qt::white, Qt::white) - 1) < 1e-9);
        QVERIFY(std::abs(contrastRatio(QColor("#777777"), Qt::white) - 4.478) < 0.001);  // the well-known near miss
    }

    void textIsReadable_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textIsReadable()
    {
        QFETCH(bool, dark);
        const ThemeColors &c = dark ? darkTheme() : lightTheme();
        const std::pair<QColor, QColor> texts[] = {
            {c.text, c.window},     {c.text, c.surface},         {c.text, c.raised},          {c.text, c.accentSoft},
            {c.text, c.map},        {c.textMuted, c.window},     {c.textMuted, c.surface},    {c.textMuted, c.raised},
            {c.textMuted, c.map},   {c.accent, c.window},        {c.accent, c.surface},       {c.accent, c.accentSoft},
            {c.onAccent, c.accent}, {c.onAccent, c.accentHover}, {c.danger, c.surface},       {c.danger, c.dangerSoft},
            {c.warning, c.surface}, {c.warning, c.warningSoft},  {c.success, c.surface},      {c.success, c.successSoft},
            {c.text, c.dangerSoft}, {c.text, c.warningSoft},     {c.textMuted, c.dangerSoft}, {c.textMuted, c.warningSoft}};
        for (const auto &[text, ground] : texts)
            QVERIFY2(contrastRatio(text, ground) >= 4.5,
                     qPrintable(QString("%1 on %2: %3").arg(text.name(), ground.name()).arg(contrastRatio(text, ground))));
        // Outlines of controls and marks without text: 3:1 (WCAG 1.4.11).
        for (const QColor &ground : {c.surface, c.window})
            QVERIFY2(contrastRatio(c.borderStrong, ground) >= 3,
                     qPrintable(QString("%1 on %2").arg(c.borderStrong.name(), ground.name())));
    }

    void styleSheetIsFilledIn()
    {
        for (const ThemeColors &colors : {lightTheme(), darkTheme()}) {
            const QString sheet = themeStyleSheet(colors);
            QVERIFY(sheet.size() > 2000);
            QVERIFY2(!sheet.contains('@'), qPrintable(sheet.mid(sheet.indexOf('@'), 40)));
            for (const QString &part : sheet.split("url(:").mid(1)) {
                const QString path = ":" + part.left(part.indexOf(')'));
                QVERIFY2(QFile::exists(path), qPrintable(path));
            }
        }
    }

    void themeChangesWhatWidgetsWear()
    {
        applyTheme(*qApp, ThemeMode::Light);
        QVERIFY(!isDarkTheme());
        QPushButton button("Run");
        button.show();
        const QColor light = button.grab().toImage().pixelColor(button.width() / 2, 4);
        applyTheme(*qApp, ThemeMode::Dark);
        QVERIFY(isDarkTheme());
        QCOMPARE(themeMode(), ThemeMode::Dark);
        const QColor dark = button.grab().toImage().pixelColor(button.width() / 2, 4);
        QVERIFY(light.lightness() > 200 && dark.lightness() < 80);
        applyTheme(*qApp, ThemeMode::Light);
    }

    void everyIconIsDrawnInTheThemesColor()
    {
        QVERIFY(icon("no such icon").isNull());
        const QStringList files = QDir(":/icons").entryList({"*.svg"});
        QVERIFY(files.size() > 60);
        for (const QString &file : files) {
            const QString name = file.chopped(4);
            applyTheme(*qApp, ThemeMode::Light);
            const QImage light = icon(name).pixmap(32).toImage();
            applyTheme(*qApp, ThemeMode::Dark);
            const QImage dark = icon(name).pixmap(32).toImage();
            int inked = 0;
            for (int y = 0; y < light.height(); ++y)
                for (int x = 0; x < light.width(); ++x) {
                    if (light.pixelColor(x, y).alpha() < 250) continue;
                    ++inked;
                    QVERIFY2(light.pixelColor(x, y).lightness() < 80 && dark.pixelColor(x, y).lightness() > 180,
                             qPrintable(name));
                }
            QVERIFY2(inked > 5, qPrintable(name + " is empty"));
        }
        applyTheme(*qApp, ThemeMode::Light);
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
