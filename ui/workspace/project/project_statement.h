// A prepared statement of SQLite that checks every return code: the first failure is kept, and later calls do nothing. The
// owner checks ok() before it uses a row, the end of the rows, or a change. Columns count from 0, parameters from 1.
#pragma once

#include <QByteArray>
#include <QString>

#include <sqlite3.h>

namespace lexicell::ui {

class Statement {
  public:
    Statement(sqlite3 *database, const char *sql) : m_code(sqlite3_prepare_v2(database, sql, -1, &m_statement, nullptr)) {}
    ~Statement() { sqlite3_finalize(m_statement); }
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;

    bool ok() const { return m_code == SQLITE_OK || m_code == SQLITE_ROW || m_code == SQLITE_DONE; }

    void bind(int index, const QByteArray &text)
    {
        if (ok())
            m_code = sqlite3_bind_text64(m_statement, index, text.constData(), static_cast<sqlite3_uint64>(text.size()),
                                         SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    void bind(int index, const QString &text) { bind(index, text.toUtf8()); }
    void bind(int index, qint64 value)
    {
        if (ok()) m_code = sqlite3_bind_int64(m_statement, index, value);
    }
    void bind(int index, double value)
    {
        if (ok()) m_code = sqlite3_bind_double(m_statement, index, value);
    }
    void bindBlob(int index, const QByteArray &bytes)
    {
        if (ok())
            m_code = sqlite3_bind_blob64(m_statement, index, bytes.constData(), static_cast<sqlite3_uint64>(bytes.size()),
                                         SQLITE_TRANSIENT);
    }

    // True: there is a row. False: the end when ok(), else a failure.
    bool step()
    {
        if (!ok()) return false;
        m_code = sqlite3_step(m_statement);
        return m_code == SQLITE_ROW;
    }
    // True: carried out.
    bool run()
    {
        if (!ok()) return false;
        m_code = sqlite3_step(m_statement);
        return m_code == SQLITE_DONE;
    }
    void reset()
    {
        if (ok()) m_code = sqlite3_reset(m_statement);
    }

    QByteArray text(int column) const
    {
        return QByteArray(reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column)),
                          sqlite3_column_bytes(m_statement, column));
    }
    QByteArray blob(int column) const
    {
        return QByteArray(static_cast<const char *>(sqlite3_column_blob(m_statement, column)),
                          sqlite3_column_bytes(m_statement, column));
    }
    qint64 number(int column) const { return sqlite3_column_int64(m_statement, column); }
    double real(int column) const { return sqlite3_column_double(m_statement, column); }

  private:
    sqlite3_stmt *m_statement = nullptr;
    int m_code;
};

}  // namespace lexicell::ui
