// The groups of a knock-out in the window: what a slot shows is what is changed, also after labels were edited.
#include "tests/ui/window_fixture.h"
#include "ui/commands/run_knock_out.h"
#include "ui/panels/group_slot.h"
#include "ui/panels/knock_out_panel.h"
#include "ui/shell/path_steps.h"
#include "ui/views/views_area.h"

#include <QLabel>

#include <algorithm>

using namespace lexicell;
using namespace lexicell::ui;

class TestKnockOutSlots : public QObject, private WindowFixture {
    Q_OBJECT

    Session &session() { return m_window->bench().session; }
    KnockOutPanel *panel() { return m_window->findChild<KnockOutPanel *>("knockOutPanel"); }
    GroupSlot *slot(const char *name) { return m_window->findChild<GroupSlot *>(QLatin1String(name)); }
    QStringList types() { return session().labels().field("cell_type")->labelNames(); }
    void openMapped()
    {
        m_window->openSample();
        waitIdle(*m_window);
        QVERIFY(session().data().hasDataset() && session().labels().field("cell_type"));
    }

  private Q_SLOTS:
    void initTestCase() { prepare(); }
    void init() { openWindow(); }
    void cleanup() { m_window.reset(); }

    // A run reads a label from its column.
    void aSlotFollowsTheLabelOfItsColumn()
    {
        openMapped();
        KnockOutRequest request;
        request.from = labeledGroup(session(), "cell_type", types()[0]);
        panel()->setRequest(request);
        LabelEdit clear;
        clear.kind = LabelEdit::Kind::Clear;
        clear.field = "cell_type";
        clear.cells = {std::find(request.from->cells.begin(), request.from->cells.end(), 1) - request.from->cells.begin()};
        VERIFY_OK(session().labels().edit(clear));
        QCOMPARE(slot("groupA")->group()->count(), request.from->count() - 1);
        LabelEdit remove;
        remove.kind = LabelEdit::Kind::RemoveLabel;
        remove.field = "cell_type";
        remove.label = types()[0];
        VERIFY_OK(session().labels().edit(remove));
        QVERIFY(!slot("groupA")->group());
    }

    // "Run again" means the cells of the result, also when the label has others by now.
    void aResultKeepsItsCells()
    {
        openMapped();
        const auto type = labeledGroup(session(), "cell_type", types()[0]);
        StoredResult stored;
        stored.task = knockOutId;
        stored.record.options = {{"groupby", "cell_type"}, {"from", type->name.toStdString()}};
        const auto from = [&](const std::vector<std::uint8_t> &cells) {
            stored.summary = QString("{\"cells_from\":\"%1\"}").arg(QString::fromStdString(packedCells(cells)));
            return requestOf(session(), stored).from;
        };
        QCOMPARE(from(type->cells)->column, QString("cell_type"));
        std::vector<std::uint8_t> others = type->cells;
        others[static_cast<std::size_t>(std::find(others.begin(), others.end(), 1) - others.begin())] = 0;
        const auto group = from(others);
        QCOMPARE(group->cells, others);
        QVERIFY(groupOptions(*group, {}).made);  // not what the column has now
    }

    // While cells are read and passes are counted the panel says so; the last request counts, whatever was asked before.
    void passesAreCountedForTheLastRequest()
    {
        if (m_model.isEmpty()) QSKIP("no checkpoint");
        openMapped();
        m_window->showPanel("knock-outs");
        const auto *estimate = m_window->findChild<QLabel *>("knockOutEstimate");
        const auto ask = [this](const QString &type) {
            KnockOutRequest request;
            request.from = labeledGroup(session(), "cell_type", type);
            request.options.genes = {"LYZ"};
            panel()->setRequest(request);
        };
        ask(types()[0]);
        const auto counted = [&] { return estimate->text().contains(" passes") && !estimate->text().contains("counting"); };
        QVERIFY2(estimate->text().contains("counting the passes"), qPrintable(estimate->text()));
        QTRY_VERIFY2(counted(), qPrintable(estimate->text()));
        const QString first = estimate->text();
        ask(types()[1]);
        QVERIFY2(estimate->text().contains("counting the passes"), qPrintable(estimate->text()));
        m_window->bench().jobs.cancelAll();  // as when other data are opened
        ask(types()[0]);
        QTRY_COMPARE(estimate->text(), first);
        waitIdle(*m_window);
        QVERIFY(!estimate->text().contains("counting"));
    }

    void thePathSaysWhetherTheseDataHaveAKnockOut()
    {
        openMapped();
        const auto step = [this] { return pathSteps(m_window->bench(), true)[KnockOutStep].state; };
        QCOMPARE(step(), PathBar::State::ToDo);
        StoredResult stored;
        stored.id = 1;
        stored.task = knockOutId;
        stored.result = std::make_shared<const models::tasks::TaskResult>(models::tasks::Table{});
        m_window->bench().results.add(stored);  // of the project, or of a job
        QCOMPARE(step(), PathBar::State::Done);
        runScript({QJsonObject{{"do", "open"}, {"file", m_data}}});
        QCOMPARE(step(), PathBar::State::ToDo);
    }
};

QTEST_MAIN(TestKnockOutSlots)
#include "tst_knock_out_slots.moc"
