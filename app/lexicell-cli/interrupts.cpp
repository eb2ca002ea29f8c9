#include "app/lexicell-cli/interrupts.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <semaphore.h>
#include <thread>

namespace lexicell::cli {

namespace {

// A signal handler may do no more than this. Blocking the signals and waiting for them does not work here: libraries start
// threads before main(), and these threads would not block the signals.
sem_t signalled;

extern "C" void onSignal(int) { sem_post(&signalled); }

}  // namespace

Interrupts::Interrupts()
{
    sem_init(&signalled, 0, 0);
    struct sigaction action = {};
    action.sa_handler = onSignal;
    action.sa_flags = SA_RESTART;
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // At a limit on file sizes the write then fails and is reported. By default this signal ends the program.
    std::signal(SIGXFSZ, SIG_IGN);
}

void Interrupts::watch(std::shared_ptr<JobContext> context, std::function<void()> giveUp)
{
    std::thread([context = std::move(context), giveUp = std::move(giveUp), decided = m_decided] {
        while (sem_wait(&signalled) != 0 && errno == EINTR) {
        }
        context->cancel();
        timespec until{};
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec += 1;
        until.tv_nsec += 500'000'000;
        if (until.tv_nsec >= 1'000'000'000) {
            until.tv_sec += 1;
            until.tv_nsec -= 1'000'000'000;
        }
        while (sem_timedwait(&signalled, &until) != 0 && errno == EINTR) {
        }
        if (!decided->exchange(true)) giveUp();
    }).detach();
}

bool Interrupts::finish() { return !m_decided->exchange(true); }

}  // namespace lexicell::cli
