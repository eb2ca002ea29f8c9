// Downloads from a server of the test's own, on this machine: ranges, cut connections, wrong files, no file, no place to write.
#include "tests/support/fixtures.h"
#include "ui/workspace/models/download.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

using namespace lexicell;
using namespace lexicell::ui;

namespace {

// Serves one body; how, a test says.
class Server : public QTcpServer {
  public:
    explicit Server(QByteArray body) : m_body(std::move(body))
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(socket); });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/model.ckpt").arg(serverPort())); }

    QByteArray status;        // instead of the body: "404 Not Found"
    bool ranges = true;       // whether "Range" is understood
    int cutAfter = -1;        // bytes of a body after which the line breaks; -1: never
    int cuts = 0;             // how often it still does
    bool silent = false;      // sends the header and some bytes, then nothing
    QList<QByteArray> asked;  // the Range of every request; empty: none

  private:
    void answer(QTcpSocket *socket)
    {
        const QByteArray request = socket->readAll();
        QByteArray range;
        for (const QByteArray &line : request.split('\n'))
            if (line.toLower().startsWith("range:")) range = line.mid(6).trimmed();
        asked << range;
        if (!status.isEmpty()) {
            socket->write("HTTP/1.1 " + status + "\r\nContent-Length: 4\r\nConnection: close\r\n\r\nsorry");
            socket->disconnectFromHost();
            return;
        }
        const qsizetype from = ranges && !range.isEmpty() ? range.mid(6, range.indexOf('-') - 6).toLongLong() : 0;
        if (from >= m_body.size() && from > 0) {
            socket->write("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            socket->disconnectFromHost();
            return;
        }
        const QByteArray rest = m_body.mid(from);
        QByteArray header = from > 0
                                ? "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes " + QByteArray::number(from) + "-" +
                                      QByteArray::number(m_body.size() - 1) + "/" + QByteArray::number(m_body.size()) + "\r\n"
                                : QByteArray("HTTP/1.1 200 OK\r\n");
        header += "Content-Length: " + QByteArray::number(rest.size()) + "\r\nConnection: close\r\n\r\n";
        socket->write(header);
        const bool cut = cuts > 0 && cutAfter >= 0;
        if (cut) --cuts;
        socket->write(cut || silent ? rest.left(std::max(cutAfter, 0)) : rest);
        if (!silent) socket->disconnectFromHost();
    }

    QByteArray m_body;
};

QByteArray body()
{
    QByteArray bytes(300'000, Qt::Uninitialized);
    for (qsizetype i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>((i * 7919) >> 3);
    return bytes;
}

QString hashOf(const QByteArray &bytes)
{
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

}  // namespace

class TestDownload : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    JobRunner m_jobs;

    QString file() const { return m_folder.filePath(QStringLiteral("models/a/model.ckpt")); }
    QString part() const { return file() + QStringLiteral(".part"); }
    DownloadRequest request(const Server &server, const QByteArray &wanted) const
    {
        return {server.url(), file(), hashOf(wanted), wanted.size()};
    }
    static QByteArray read(const QString &path)
    {
        QFile in(path);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    static void write(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile out(path);
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
    }
    // Runs until it ends; the error class, empty: done.
    QString run(Download &download)
    {
        download.setPatience(3, 10);
        QString errorClass = QStringLiteral("nothing");
        connect(&download, &Download::finished, this, [&](const Result<void> &result) {
            errorClass = result.ok() ? QString() : QString::fromStdString(result.error().errorClass);
            m_message = result.ok() ? QString() : QString::fromStdString(result.error().message);
        });
        download.start();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!download.running(), 30'000); }();
        return errorClass;
    }
    QString m_message;

  private Q_SLOTS:
    void init() { QDir(m_folder.filePath(QStringLiteral("models"))).removeRecursively(); }

    void arrivesWholeAndChecked()
    {
        Server server(body());
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Download download(request(server, body()), m_jobs);
        QSignalSpy progress(&download, &Download::progressed);
        QCOMPARE(run(download), QString());
        QVERIFY(read(file()) == body());
        QVERIFY(!QFile::exists(part()));
        QVERIFY(!progress.isEmpty());
        QCOMPARE(progress.last()[0].toLongLong(), qint64{300'000});
        QCOMPARE(server.asked, QList<QByteArray>{QByteArray()});
    }

    void aBrokenLineIsTakenUpWhereItBroke()
    {
        Server server(body());
        server.cutAfter = 100'000;
        server.cuts = 2;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QString());
        QVERIFY(read(file()) == body());
        QCOMPARE(server.asked, (QList<QByteArray>{"", "bytes=100000-", "bytes=200000-"}));
    }

    void whatArrivedIsKeptForLater()
    {
        Server server(body());
        server.cutAfter = 50'000;
        server.cuts = 100;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Download first(request(server, body()), m_jobs);
        QCOMPARE(run(first), QStringLiteral("download_failed"));
        QVERIFY(m_message.contains("goes on where it stopped"));
        QCOMPARE(QFileInfo(part()).size(), qint64{150'000});
        QVERIFY(!QFile::exists(file()));
        server.cuts = 0;
        Download second(request(server, body()), m_jobs);
        QCOMPARE(run(second), QString());
        QCOMPARE(server.asked.last(), QByteArray("bytes=150000-"));
        QVERIFY(read(file()) == body());
    }

    void aServerWithoutRangesStartsAgain()
    {
        Server server(body());
        server.ranges = false;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        write(part(), body().left(1000));
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QString());
        QVERIFY(read(file()) == body());
    }

    void aPartThatIsTooLongIsThrownAway()
    {
        Server server(body());
        QVERIFY(server.listen(QHostAddress::LocalHost));
        write(part(), body() + "more");
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QString());
        QVERIFY(read(file()) == body());
    }

    void aFileThatShrankOnTheServerIsNotTaken()
    {
        Server server(body().left(1000));
        QVERIFY(server.listen(QHostAddress::LocalHost));
        write(part(), body().left(2000));
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QStringLiteral("download_failed"));
        QVERIFY(!QFile::exists(file()));
    }

    void anotherFileIsDeletedAndSaidSo()
    {
        QByteArray other = body();
        other[1234] = static_cast<char>(other[1234] + 1);
        Server server(other);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QStringLiteral("wrong_hash"));
        QVERIFY2(m_message.contains(hashOf(body()).left(12)), qPrintable(m_message));
        QVERIFY(!QFile::exists(file()));
        QVERIFY(!QFile::exists(part()));
    }

    void aWholePartIsOnlyChecked()
    {
        Server server(body());
        QVERIFY(server.listen(QHostAddress::LocalHost));
        write(part(), body());
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QString());
        QVERIFY(server.asked.isEmpty());
        QVERIFY(read(file()) == body());
    }

    void whatIsNotThereIsSaid()
    {
        Server server(body());
        server.status = "404 Not Found";
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QStringLiteral("download_failed"));
        QVERIFY2(m_message.contains("127.0.0.1"), qPrintable(m_message));
        QCOMPARE(server.asked.size(), qsizetype{1});  // no use in asking again
        QVERIFY(!QFile::exists(file()));
    }

    void nobodyThereIsSaid()
    {
        Server server(body());
        QVERIFY(server.listen(QHostAddress::LocalHost));
        const DownloadRequest nowhere = request(server, body());
        server.close();
        Download download(nowhere, m_jobs);
        QCOMPARE(run(download), QStringLiteral("download_failed"));
    }

    void cancelKeepsWhatArrived()
    {
        Server server(body());
        server.silent = true;
        server.cutAfter = 70'000;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        Download download(request(server, body()), m_jobs);
        QSignalSpy finished(&download, &Download::finished);
        download.start();
        QTRY_COMPARE_WITH_TIMEOUT(download.received(), qint64{70'000}, 10'000);
        download.cancel();
        QCOMPARE(finished.count(), 1);
        QVERIFY(!download.running());
        QCOMPARE(QFileInfo(part()).size(), qint64{70'000});
        server.silent = false;
        Download again(request(server, body()), m_jobs);
        QCOMPARE(run(again), QString());
        QCOMPARE(server.asked.last(), QByteArray("bytes=70000-"));
    }

    void aPlaceThatCannotBeWritten()
    {
        Server server(body());
        QVERIFY(server.listen(QHostAddress::LocalHost));
        write(m_folder.filePath(QStringLiteral("models")), "a file where the folder should be");
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QStringLiteral("not_writable"));
        QVERIFY(server.asked.isEmpty());
        QFile::remove(m_folder.filePath(QStringLiteral("models")));
    }

    void aFullDiskIsSaid()
    {
        if (!QFile::exists(QStringLiteral("/dev/full"))) QSKIP("no /dev/full here");
        Server server(body());
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QDir().mkpath(QFileInfo(file()).absolutePath());
        QVERIFY(QFile::link(QStringLiteral("/dev/full"), part()));
        Download download(request(server, body()), m_jobs);
        QCOMPARE(run(download), QStringLiteral("disk_full"));
        QVERIFY(!QFile::exists(file()));
    }
};

QTEST_GUILESS_MAIN(TestDownload)
#include "tst_download.moc"
