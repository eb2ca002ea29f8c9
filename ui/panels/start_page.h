// First start: open data, try a sample (real cells, or simulated ones, which say so), recent files. The whole page is a drop
// target.
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace lexicell::ui {

class StartPage : public QWidget {
    Q_OBJECT

  public:
    explicit StartPage(QWidget *parent = nullptr);
    void reloadRecent();

  Q_SIGNALS:
    void openWanted();
    void folderWanted();
    void sampleWanted();
    void realSampleWanted();
    void fileWanted(const QString &path);

  private:
    struct Way {
        QString name;  // of the button
        QString text;
        QString tip;
        void (StartPage::*wanted)();
    };
    QWidget *tile(const QString &iconName, const QString &title, const QString &text, const QList<Way> &ways);

    QVBoxLayout *m_recent;
};

}  // namespace lexicell::ui
