#include "app/lexicell-cli/interrupts.h"

#include <csignal>
#include <ctime>
#include <thread>

namespace lexicell::cli {

static sigset_t watchedSignals()
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

Interrupts::Interrupts()
{
    const sigset_t signals = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void Interrupts::watch(std::shared_ptr<JobContext> context, std::function<void()> giveUp)
{
    std::thread([context = std::move(context), giveUp = std::move(giveUp), decided = m_decided] {
        const sigset_t signals = watchedSignals();
        int signal = 0;
        if (sigwait(&signals, &signal) != 0) return;
        context->cancel();
        const timespec patience{1, 500'000'000};
        sigtimedwait(&signals, nullptr, &patience);
        if (!decided->exchange(true)) giveUp();
    }).detach();
}

bool Interrupts::finish() { return !m_decided->exchange(true); }

}  // namespace lexicell::cli
