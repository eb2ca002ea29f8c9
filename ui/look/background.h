// Runs a pure computation on the shared thread pool and returns the result on the thread of `context`. If `context` is
// destroyed meanwhile, the result is dropped. For short reads of a view (an index, a lasso); long work is a job of the session.
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <memory>
#include <type_traits>
#include <utility>

namespace lexicell::ui {

template <class Compute, class Done> void inBackground(QObject *context, Compute compute, Done done)
{
    using Value = std::invoke_result_t<Compute>;
    auto promise = std::make_shared<QPromise<Value>>();
    promise->start();
    // QFuture::then(context, …) cannot be used: Qt 6.4 asserts when the context is destroyed before the result is ready.
    auto *watcher = new QFutureWatcher<Value>(context);
    QObject::connect(watcher, &QFutureWatcher<Value>::finished, context, [watcher, done = std::move(done)] {
        watcher->deleteLater();
        done(watcher->future().takeResult());
    });
    watcher->setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, compute = std::move(compute)] {
        promise->addResult(compute());
        promise->finish();
    });
}

}  // namespace lexicell::ui
