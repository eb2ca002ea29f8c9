// First start: open data, try the sample (simulated, and says so), recent files. The whole page is a drop target.
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
    void sampleWanted();
    void fileWanted(const QString &path);

  private:
    QWidget *tile(const QString &name, const QString &iconName, const QString &title, const QString &text);

    QVBoxLayout *m_recent;
};

}  // namespace lexicell::ui
