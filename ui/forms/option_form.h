// A form made from an options struct's `describe` list: one row an option, with its help, unit, choices and default, so that
// a button and the command line cannot drift apart.
//
//     OptionForm form;
//     form.show(options);          // rows with the values of `options`
//     form.setChoices("rep", {"", "X_scGPT"});
//     form.read(options);          // back into the struct
#pragma once

#include "core/base/options.h"

#include <QHash>
#include <QJsonObject>
#include <QStringList>
#include <QWidget>

class QFormLayout;

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
        if constexpr (requires { options.seed; }) readRow(QStringLiteral("seed"), options.seed);
    }

    // What a text option may be: shown as a list. The first is the default; `labels` are shown instead of the values.
    void setChoices(const QString &option, const QStringList &values, const QStringList &labels = {});
    void setValue(const QString &option, const QString &value);
    void setValues(const QJsonObject &values);  // those that have a row
    QWidget *editor(const QString &option) const { return m_editors.value(option); }

  private:
    template <class Options> void addSeed(Options &options)
    {
        if constexpr (requires { options.seed; })
            addRow(Option{"seed", "Start of the random numbers; the same seed gives the same result.", "", {}}, options.seed);
    }
    void addRow(const Option &option, bool &value);
    void addRow(const Option &option, int &value);
    void addRow(const Option &option, std::int64_t &value);
    void addRow(const Option &option, double &value);
    void addRow(const Option &option, std::string &value);
    void addRow(const Option &, std::vector<std::string> &) {}
    void place(const Option &option, QWidget *editor);

    void readRow(const QString &option, bool &value) const;
    void readRow(const QString &option, int &value) const;
    void readRow(const QString &option, std::int64_t &value) const;
    void readRow(const QString &option, double &value) const;
    void readRow(const QString &option, std::string &value) const;
    void readRow(const QString &, std::vector<std::string> &) const {}

    QFormLayout *m_layout;
    QHash<QString, QWidget *> m_editors;
};

// "n-neighbors" -> "Neighbours", else the option's own name in words: "min-genes" -> "Min genes".
QString optionLabel(const QString &name);

}  // namespace lexicell::ui
