// One file from a plain URL, only ever started because a person asked for it.
//
// Received bytes are kept beside the final name as NAME.part, so that a later start resumes there (HTTP Range). A broken
// connection is resumed a few times without a question. The file gets its name only if its size and SHA-256 are as expected; a
// wrong file is deleted with an error.
// Error classes: download_failed (with the server's word), wrong_hash, not_writable, disk_full, cancelled.
#pragma once

#include "core/base/result.h"
#include "ui/workspace/jobs/job_runner.h"

#include <QFile>
#include <QObject>
#include <QPointer>
#include <QUrl>

class QNetworkAccessManager;
class QNetworkReply;

namespace lexicell::ui {

struct DownloadRequest {
    QUrl url;
    QString file;      // absolute; its folder is made
    QString sha256;    // lower-case hexadecimal
    qint64 bytes = 0;  // size of the whole file
};

class Download : public QObject {
    Q_OBJECT

  public:
    // `jobs` computes the hash, off the GUI thread.
    Download(DownloadRequest request, JobRunner &jobs, QObject *parent = nullptr);
    ~Download() override;

    void start();
    void cancel();  // keeps what arrived
    bool running() const { return m_running; }
    qint64 received() const { return m_received; }
    const DownloadRequest &request() const { return m_request; }

    void setPatience(int attempts, int pauseMs);  // for a broken connection; default: 4, 1000 ms

  Q_SIGNALS:
    void progressed(qint64 received, qint64 total);
    void finished(const lexicell::Result<void> &result);  // once per start()

  private:
    void request();
    void readHeader();
    void readData();
    void replyFinished();
    void dropReply();
    void tryAgain(const QString &why);
    void verify();
    void complete(const std::string &hash);
    void end(const Result<void> &result);
    bool openPart(bool fromStart);

    DownloadRequest m_request;
    JobRunner &m_jobs;
    QNetworkAccessManager *m_network;
    QPointer<QNetworkReply> m_reply;
    QFile m_part;
    qint64 m_received = 0;
    bool m_running = false;
    bool m_headerRead = false;
    int m_attempts = 4;
    int m_attemptsLeft = 0;
    int m_pauseMs = 1000;
    int m_hashJob = 0;
};

}  // namespace lexicell::ui
