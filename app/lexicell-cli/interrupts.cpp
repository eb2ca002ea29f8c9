#include "app/lexicell-cli/interrupts.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <semaphore.h>
#include <thread>

namespace lexicell::cli {

namespace {

// All a handler may do: libraries have started threads before main(), so blocking the signals and waiting for them would not
// reach those.
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
    // A limit on file sizes is a failed write, which is reported; by default it would kill the program.
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
