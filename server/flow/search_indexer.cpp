#include "server/flow/search_indexer.hpp"

#include "server/base/log.hpp"
#include "server/store/search.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kStep = 64;
/// What is written within this time shares one step.
constexpr auto kGather = std::chrono::milliseconds(250);
/// Others wait for the writer, or groups are as long as they get when many write at once (between two of them nobody
/// may be waiting): they go first, but the index is not left behind for good.
constexpr std::size_t kBusy = 16;
constexpr auto kPolite = std::chrono::milliseconds(50);
constexpr int kMostPolite = 20;
constexpr auto kAfterTrouble = std::chrono::seconds(5);

}  // namespace

struct SearchIndexer::State {
    State(asio::any_io_executor io, Store& the_store) : store(the_store), timer(std::move(io)) {}

    Store& store;
    asio::steady_timer timer;
    bool stopped = false, news = true, sleeping = false;

    asio::awaitable<void> rest(std::chrono::steady_clock::duration time) {
        timer.expires_after(time);
        auto [cancelled] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)cancelled;
    }
    bool busy() const {
        const auto counts = store.counts();
        return counts.queued > kBusy || counts.last_group > kBusy;
    }
    asio::awaitable<void> let_others_pass() {
        for (int i = 0; i < kMostPolite && !stopped && busy(); ++i) co_await rest(kPolite);
    }
    asio::awaitable<bool> step() {
        co_await let_others_pass();
        if (stopped) co_return false;
        co_return co_await store.write([](Transaction& transaction) { return index_some(transaction, kStep); },
                                       Store::Repeat::yes);
    }
};

SearchIndexer::SearchIndexer(asio::any_io_executor executor, Store& store)
    : state_(std::make_shared<State>(std::move(executor), store)) {}
SearchIndexer::~SearchIndexer() = default;

void SearchIndexer::wake() {
    state_->news = true;
    if (state_->sleeping) state_->timer.cancel();
}

void SearchIndexer::stop() {
    state_->stopped = true;
    state_->timer.cancel();
}

asio::awaitable<void> SearchIndexer::run() {
    const auto state = state_;
    while (!state->stopped) {
        state->news = false;
        bool more = false, trouble = false;
        try {
            more = co_await state->step();
        } catch (const std::exception& error) {
            log_error("the search index waits: {}", error.what());
            trouble = true;
        }
        if (trouble) co_await state->rest(kAfterTrouble);
        if (more || trouble || state->stopped) continue;
        if (!state->news) {
            state->sleeping = true;
            co_await state->rest(std::chrono::hours(1));
            state->sleeping = false;
        }
        if (!state->stopped) co_await state->rest(kGather);
    }
}

}  // namespace parley
