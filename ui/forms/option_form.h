// A form made from an options struct's `describe` list: one row an option, with its help, unit, choices and default, so that
// the window and the command line have the same options.
//
//     OptionForm form;
//     form.show(options);          // rows with the values of `options`
//     form.setChoices("rep", {"", "X_scGPT"});
//     form.read(options);          // back into the struct
#pragma once

#include "core/base/option_values.h"

#include <QHash>
#include <QJsonObject>
#include <QStringList>
#include <QWidget>

class QFormLayout;
class QLabel;
class QPushButton;

namespace lexicell::ui {

class OptionForm : public QWidget {
    Q_OBJECT

  public:
    explicit OptionForm(QWidget *parent = nullptr);

    template <class Options> void show(Options options, const QStringList &only = {})
    {
        describe(options, [this, &only](const Option &option, auto &field) {
            if (only.isEmpty() || only.contains(QLatin1String(option.name))) addRow(option, field);
        });
        addSeed(options);
    }
    template <class Options> void read(Options &options) const
    {
        describe(options, [this](const Option &option, auto &field) { readRow(QLatin1String(option.name), field); });
        if (std::int64_t *seed = seedOf(options)) readRow(QStringLiteral("seed"), *seed);
    }

    // The values of a text option, shown as a list. The first is the default; `labels` are shown instead of the values.
    void setChoices(const QString &option, const QStringList &values, const QStringList &labels = {});
    void setValue(const QString &option, const QString &value);
    void setValues(const QJsonObject &values);  // those that have a row
    QWidget *editor(const QString &option) const { return m_editors.value(option); }
    void placeBeside(const QString &option, QWidget *widget);  // at the right of its editor

    QString value(const QString &option) const;
    bool hasChoices(const QString &option) const;
    int rows() const { return static_cast<int>(m_rows.size()); }
    void setLabel(const QString &option, const QString &text);
    void setSpecialValue(const QString &option, int value, const QString &text);  // the smallest number, shown as words
    void setWhyNot(const QString &option, const QString &reason);                 // empty: it can be changed
    void setCounts(const QString &option, bool counts);                           // a row that does not is hidden
    // These rows go below a button that shows them. A value that is set unfolds them.
    void fold(const QStringList &options);
    void setUnfolded(bool unfolded);

  Q_SIGNALS:
    void changed();  // a value, by a person or by setValue()
    void unfolded();

  private:
    template <class Options> static std::int64_t *seedOf(Options &options)
    {
        if constexpr (requires { options.seed(); }) return options.seed();
        else if constexpr (requires { options.seed; }) return &options.seed;
        else return nullptr;
    }
    template <class Options> void addSeed(Options &options)
    {
        if (std::int64_t *seed = seedOf(options))
            addRow(Option{"seed", "Start of the random numbers; the same seed gives the same result.", "", {}}, *seed);
    }
    void addRow(const Option &option, bool &value);
    void addRow(const Option &option, int &value);
    void addRow(const Option &option, std::int64_t &value);
    void addRow(const Option &option, double &value);
    void addRow(const Option &option, std::string &value);
    void addRow(const Option &option, std::vector<std::string> &value);  // names separated by commas
    void place(const Option &option, QWidget *editor);
    void watch(QWidget *editor);

    void readRow(const QString &option, bool &value) const;
    void readRow(const QString &option, int &value) const;
    void readRow(const QString &option, std::int64_t &value) const;
    void readRow(const QString &option, double &value) const;
    void readRow(const QString &option, std::string &value) const;
    void readRow(const QString &option, std::vector<std::string> &value) const;

    struct Row {
        QLabel *label = nullptr;
        QWidget *field = nullptr;  // the editor, or what holds it and a button
        QString help;
        bool counts = true, folded = false;
    };
    void showRow(const Row &row);

    QFormLayout *m_layout;
    QHash<QString, QWidget *> m_editors;
    QHash<QString, Row> m_rows;
    QPushButton *m_more = nullptr;
};

// "n-neighbors" -> "Neighbors", else the option's own name in words: "min-genes" -> "Min genes".
QString optionLabel(const QString &name);

}  // namespace lexicell::ui
