#include "ui/workspace/models/download.h"
#include "ui/workspace/jobs/job_kinds.h"

#include "core/files/sha256.h"

#include <QDir>
#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <cerrno>
#include <filesystem>

#include <unistd.h>

namespace lexicell::ui {

namespace {

constexpr int silenceMs = 30'000;  // after this long without data the connection counts as broken
constexpr int httpPartial = 206;
constexpr int httpRangeNotSatisfiable = 416;

Error makeError(const ErrorClass &of, const QString &message) { return {of, message.toStdString()}; }

Error writeError(const QString &file, int code, const QString &reason)
{
    if (code == ENOSPC || code == EDQUOT)
        return makeError(errors::diskFull,
                         QObject::tr("The disk is full: %1 was not written. Free some space and start again; what arrived is "
                                     "kept.")
                             .arg(file));
    return makeError(errors::notWritable,
                     QObject::tr("Cannot write %1: %2. Choose another folder for models.").arg(file, reason));
}

// Whether to try again: yes after a broken connection, no after a refusal by the server.
bool isTransient(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::TimeoutError:
    case QNetworkReply::OperationCanceledError:  // the transfer timeout
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::ServiceUnavailableError: return true;
    default: return false;
    }
}

// "bytes 100-299/300": the first number.
qint64 rangeStart(const QByteArray &contentRange)
{
    const auto blank = contentRange.indexOf(' ');
    const auto dash = contentRange.indexOf('-');
    bool ok = false;
    const qint64 start = blank >= 0 && dash > blank ? contentRange.mid(blank + 1, dash - blank - 1).toLongLong(&ok) : -1;
    return ok ? start : -1;
}

}  // namespace

Download::Download(DownloadRequest request, JobRunner &jobs, QObject *parent)
    : QObject(parent), m_request(std::move(request)), m_jobs(jobs), m_network(new QNetworkAccessManager(this)),
      m_part(m_request.file + QStringLiteral(".part"))
{
    m_network->setRedirectPolicy(QNetworkRequest::NoLessSafeRedirectPolicy);
    m_network->setTransferTimeout(silenceMs);
}

Download::~Download()
{
    if (m_reply) m_reply->disconnect(this);
}

void Download::setPatience(int attempts, int pauseMs)
{
    m_attempts = attempts;
    m_pauseMs = pauseMs;
}

void Download::start()
{
    if (m_running) return;
    m_running = true;
    m_attemptsLeft = m_attempts;
    const QString folder = QFileInfo(m_request.file).absolutePath();
    if (!QDir().mkpath(folder)) return end(writeError(m_request.file, EACCES, tr("its folder cannot be made")));
    request();
}

void Download::cancel()
{
    if (!m_running) return;
    if (m_hashJob) m_jobs.cancel(m_hashJob);
    dropReply();
    end(lexicell::cancelled());
}

void Download::dropReply()
{
    if (!m_reply) return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

bool Download::openPart(bool fromStart)
{
    m_part.close();
    const auto mode = QIODevice::WriteOnly | (fromStart ? QIODevice::Truncate : QIODevice::Append) | QIODevice::Unbuffered;
    if (!m_part.open(mode)) return false;
    m_received = m_part.size();
    return true;
}

void Download::request()
{
    if (!openPart(false)) return end(writeError(m_request.file, errno, m_part.errorString()));
    if (m_received > m_request.bytes && !openPart(true)) return end(writeError(m_request.file, errno, m_part.errorString()));
    Q_EMIT progressed(m_received, m_request.bytes);
    if (m_received == m_request.bytes) return verify();
    QNetworkRequest request(m_request.url);
    request.setRawHeader("Accept-Encoding", "identity");  // a range of compressed bytes would be of no use
    if (m_received > 0) request.setRawHeader("Range", "bytes=" + QByteArray::number(m_received) + "-");
    m_headerRead = false;
    m_reply = m_network->get(request);
    connect(m_reply, &QNetworkReply::readyRead, this, &Download::readData);
    connect(m_reply, &QNetworkReply::finished, this, &Download::replyFinished);
}

// A server without ranges sends the whole file again.
void Download::readHeader()
{
    if (m_headerRead) return;
    m_headerRead = true;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool continues = status == httpPartial && rangeStart(m_reply->rawHeader("Content-Range")) == m_received;
    if (m_received == 0 || continues || openPart(true)) return;
    const Error error = writeError(m_request.file, errno, m_part.errorString());
    dropReply();
    end(error);
}

void Download::readData()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status < 200 || status > 299) return;  // the body is an error page
    readHeader();
    if (!m_running) return;
    const QByteArray bytes = m_reply->readAll();
    if (m_part.write(bytes) != bytes.size()) {
        const Error error = writeError(m_request.file, errno, m_part.errorString());
        dropReply();
        return end(error);
    }
    m_received += bytes.size();
    Q_EMIT progressed(m_received, m_request.bytes);
}

void Download::replyFinished()
{
    QNetworkReply *reply = m_reply;
    m_reply = nullptr;
    reply->deleteLater();
    const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == httpRangeNotSatisfiable && m_received > 0) {  // the server has another file now
        if (!openPart(true)) return end(writeError(m_request.file, errno, m_part.errorString()));
        return tryAgain(reply->errorString());
    }
    if (reply->error() == QNetworkReply::NoError && m_received >= m_request.bytes) return verify();
    if (reply->error() == QNetworkReply::NoError || isTransient(reply->error()))
        return tryAgain(reply->error() == QNetworkReply::NoError ? tr("the connection ended early") : reply->errorString());
    end(makeError(errors::downloadFailed,
                  tr("%1 could not be downloaded: %2. Check %3 for a new address.")
                      .arg(QFileInfo(m_request.file).fileName(), reply->errorString(), m_request.url.host())));
}

void Download::tryAgain(const QString &why)
{
    if (--m_attemptsLeft <= 0)
        return end(
            makeError(errors::downloadFailed, tr("%1 arrived only in part: %2. Start it again: it goes on where it stopped.")
                                                  .arg(QFileInfo(m_request.file).fileName(), why)));
    QTimer::singleShot(m_pauseMs, this, [this] {
        if (m_running) request();
    });
}

void Download::verify()
{
    m_part.close();
    const std::filesystem::path part = m_part.fileName().toStdString();
    m_hashJob = m_jobs.start(
        {job::checkDownload, tr("Check %1").arg(QFileInfo(m_request.file).fileName()), true}, this,
        [part](JobContext &context) { return files::sha256File(part, context); },
        [this](Result<std::string> hash) {
            m_hashJob = 0;
            if (!m_running) return;
            if (!hash.ok()) return end(hash.error());
            complete(*hash);
        },
        JobRunner::Lane::Files);
}

void Download::complete(const std::string &hash)
{
    const QString name = QFileInfo(m_request.file).fileName();
    if (m_received != m_request.bytes || hash != m_request.sha256.toStdString()) {
        m_part.remove();
        return end(
            makeError(errors::wrongHash,
                      tr("%1 is not the expected file: its SHA-256 is %2…, expected %3…. It was deleted. Try again "
                         "later, or check %4 for a newer file.")
                          .arg(name, QString::fromStdString(hash).left(12), m_request.sha256.left(12), m_request.url.host())));
    }
    if (m_part.open(QIODevice::ReadWrite)) {  // written to the disk before the file counts as complete
        ::fsync(m_part.handle());
        m_part.close();
    }
    std::error_code failure;
    std::filesystem::rename(m_part.fileName().toStdString(), m_request.file.toStdString(), failure);
    if (failure) return end(writeError(m_request.file, failure.value(), QString::fromStdString(failure.message())));
    end({});
}

void Download::end(const Result<void> &result)
{
    if (!m_running) return;
    m_running = false;
    m_part.close();
    Q_EMIT finished(result);
}

}  // namespace lexicell::ui
