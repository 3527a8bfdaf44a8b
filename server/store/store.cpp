#include "server/store/store.hpp"

#include "db/sqlite.hpp"
#include "server/store/folder_lock.hpp"
#include "server/store/readers.hpp"
#include "server/store/writer.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parley {

namespace asio = boost::asio;

namespace {

/// What a caller can act on instead of an engine's words.
std::exception_ptr for_callers(const std::exception_ptr& error) {
    if (!error) return error;
    try {
        std::rethrow_exception(error);
    } catch (const db::DatabaseError& trouble) {
        switch (trouble.trouble()) {
            case db::Trouble::conflict:
                return std::make_exception_ptr(Failure(Error(Errc::conflict, trouble.what())));
            case db::Trouble::full:
                return std::make_exception_ptr(
                    Failure(Error(Errc::unavailable, "disk_full",
                                  "the disk is full; nothing was stored. Free some space and try again")
                                .retry_after(30)));
            case db::Trouble::busy:
            case db::Trouble::away:
            case db::Trouble::broken:
                return std::make_exception_ptr(Failure(
                    Error(Errc::unavailable, "storage", "the database cannot be written now; nothing was stored")
                        .retry_after(10)));
            case db::Trouble::other:
                break;
        }
        return error;
    } catch (...) {
        return error;
    }
}

}  // namespace

struct Store::State {
    State(asio::any_io_executor io, const StoreOptions& options, Clock& clock)
        : executor(std::move(io)),
          lock(options.folder),
          place{options.folder + "/" + std::string(db::kSqliteFile), options.database},
          writer(place, options, clock,
                 [this](std::vector<Writer::Item> group, std::shared_ptr<const Committed> committed) {
                     hand_back(std::move(group), std::move(committed));
                 }),
          readers(place, options.readers) {}

    /// First the news, then those who waited. These a turn later: sockets that the news have woken write before them.
    void hand_back(std::vector<Writer::Item> group, std::shared_ptr<const Committed> news) {
        auto shared_group = std::make_shared<std::vector<Writer::Item>>(std::move(group));
        asio::post(executor, [this, shared_group, news = std::move(news)] {
            if (announce) announce(*news);
            asio::post(executor, [this, shared_group] {
                for (auto& item : *shared_group) item.done(for_callers(item.error));
                if (writer.broken() && broken) std::exchange(broken, nullptr)();
            });
        });
    }

    asio::any_io_executor executor;
    FolderLock lock;
    db::Place place;
    Announce announce;
    std::function<void()> broken;
    Writer writer;
    Readers readers;
};

Store::Store(asio::any_io_executor executor, StoreOptions options, Clock& clock)
    : state_(std::make_shared<State>(std::move(executor), options, clock)) {}

Store::~Store() {
    stop();
}

void Store::on_commit(Announce announce) {
    state_->announce = std::move(announce);
}
void Store::on_digest(Digest digest) {
    state_->writer.on_digest(std::move(digest));
}
void Store::on_almost_durable(std::function<void(std::chrono::microseconds)> tell) {
    state_->writer.on_almost_durable(std::move(tell));
}
void Store::expect_write() {
    state_->writer.expect();
}
void Store::on_broken(std::function<void()> broken) {
    state_->broken = std::move(broken);
}
StoreCounts Store::counts() const {
    return state_->writer.counts();
}
const db::Place& Store::place() const {
    return state_->place;
}
std::int64_t Store::last_seq() const {
    return state_->writer.last_seq();
}

void Store::stop() {
    state_->readers.stop();
    state_->writer.stop();
}

asio::awaitable<void> Store::run(Step step, Repeat repeat) {
    return asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(
        [this, repeat](auto handler, Step work) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            const bool taken =
                state_->writer.push({std::move(work), repeat == Repeat::yes,
                                     [shared](std::exception_ptr error) { (*shared)(std::move(error)); }, nullptr});
            if (taken) return;
            asio::post(state_->executor, [shared] {
                (*shared)(std::make_exception_ptr(
                    Failure(Error(Errc::unavailable, "overloaded", "too many writes wait; try again in a moment")
                                .retry_after(2))));
            });
        },
        asio::use_awaitable, std::move(step));
}

asio::awaitable<void> Store::consult(Look look) {
    return asio::async_initiate<const asio::use_awaitable_t<>&, void(std::exception_ptr)>(
        [this](auto handler, Look work) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            state_->readers.push({std::move(work), [shared, executor = state_->executor](std::exception_ptr error) {
                                      asio::post(executor, [shared, error = for_callers(error)] { (*shared)(error); });
                                  }});
        },
        asio::use_awaitable, std::move(look));
}

}  // namespace parley
