#include "server/flow/jobs.hpp"

#include "server/base/log.hpp"
#include "server/base/secret.hpp"
#include "server/domain/backoff.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/avatars.hpp"
#include "server/flow/back_fill.hpp"
#include "server/flow/look_up.hpp"
#include "server/flow/outbound.hpp"
#include "server/flow/platform_templates.hpp"
#include "server/flow/scheduling.hpp"
#include "server/store/attachments.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr int kMediaTries = 3, kTemplateTries = 5, kBackFillTries = 30, kLookUpTries = 14;
/// Connectors stop earlier where their platform does.
constexpr std::int64_t kMostBytes = 100 << 20;
/// When not even the failure of a job can be stored: a full disk, most likely.
constexpr std::chrono::seconds kStoragePause(5);
/// First answers to an Idempotency-Key outlive the promised 24 hours, then go by the hour.
constexpr Millis kAnswersKept = 48LL * 3600 * 1000, kSweepPause = 3600LL * 1000;
/// Longer than anybody writes on one message.
constexpr Millis kUploadsKept = 24LL * 3600 * 1000;
constexpr const char* kSweep = "sweep";

struct Job {
    std::int64_t id = 0;
    std::string kind;
    std::int64_t subject_id = 0;
    int attempt = 0;
};

void media_failed(Transaction& transaction, const Attachment& a, const std::string& reason) {
    transaction.db().execute(db::q::attachment_set_ready, a.id, AttachmentState::failed, reason, a.size,
                             std::optional<std::string>(), a.content_type, a.name, a.width, a.height);
}

}  // namespace

struct Jobs::State {
    State(asio::any_io_executor io, Store& the_store, Channels& the_channels, Clock& the_clock)
        : store(the_store), channels(the_channels), clock(the_clock), timer(std::move(io)) {}

    Store& store;
    Channels& channels;
    Clock& clock;
    asio::steady_timer timer;
    bool stopped = false, again = false, sweeping = false;

    asio::awaitable<Millis> look();
    static void sweep(Transaction& transaction) {
        transaction.db().execute(db::q::idempotency_expire, transaction.now() - kAnswersKept);
        transaction.db().execute(db::q::parked_expire, transaction.now());
        transaction.db().execute(db::q::job_insert, transaction.next_id(), kSweep, 0, transaction.now() + kSweepPause,
                                 transaction.now());
    }

    /// The one job that makes its own successor.
    asio::awaitable<void> begin_sweeping() {
        co_await store.write([](Transaction& transaction) {
            const bool known = transaction.db().query(db::q::job_of_kind, kSweep).next();
            if (!known) sweep(transaction);
        });
        sweeping = true;
    }

    asio::awaitable<void> drop_unused_uploads() {
        bool more = true;
        while (more && !stopped) {
            more = co_await store.write([](Transaction& transaction) {
                return drop_unused_upload(transaction, transaction.now() - kUploadsKept);
            });
        }
    }

    asio::awaitable<void> again_later(Job job, Millis first, Millis most) {
        co_await store.write([&](Transaction& transaction) {
            transaction.db().execute(db::q::job_retry, job.id, job.attempt + 1,
                                     transaction.now() + backoff(job.attempt + 1, first, most, 0.5));
        });
    }

    asio::awaitable<void> run_job(Job job) {
        if (job.kind == kSweep) co_await drop_unused_uploads();
        if (job.kind == "media") {
            co_await fetch(job);
            co_return;
        }
        if (job.kind == "templates") co_await refresh_templates(job);
        if (job.kind == kAvatarJob) {
            const auto tried = co_await fetch_avatar(store, channels, job.subject_id);
            if (!tried && job.attempt + 1 < kMediaTries) {
                co_await again_later(job, 30'000, 600'000);
                co_return;
            }
        }
        if (job.kind == kLookUpJob) {
            const bool last = job.attempt + 1 >= kLookUpTries;
            const bool found = co_await look_up_told(store, channels, job.subject_id, last);
            if (!found && !last) {
                co_await again_later(job, 5000, 3'600'000);
                co_return;
            }
        }
        if (job.kind == kBackFillJob && job.attempt < kBackFillTries) {
            const auto wait = co_await back_fill_piece(store, channels, clock, job.subject_id);
            if (wait) {
                co_await store.write([&](Transaction& transaction) {
                    transaction.db().execute(db::q::job_retry, job.id, 0, transaction.now() + wait->count());
                });
                co_return;
            }
        }
        if (job.kind == "scheduled") {
            co_await release(job);
            co_return;
        }
        co_await store.write([&](Transaction& transaction) {
            transaction.db().execute(db::q::job_delete, job.id);
            if (job.kind == kSweep) sweep(transaction);
            if (job.kind == "reoffer") reoffer(transaction, job.subject_id);
            if (job.kind == "parked") transaction.db().execute(db::q::parked_expire, transaction.now());
            if (job.kind == "wake") {
                auto c = conversation_by_id(transaction.db(), job.subject_id);
                if (c && c->status == ConversationStatus::snoozed && c->snoozed_until.value_or(0) <= transaction.now())
                    reopen_conversation(transaction, *c, std::nullopt);
            }
        });
    }

    /// A platform that does not answer is asked a few times more; what was known stays.
    asio::awaitable<void> refresh_templates(Job job) {
        const auto channel = channels.by_id(job.subject_id);
        if (!channel || job.attempt >= kTemplateTries) co_return;
        try {
            co_await sync_templates(store, channels, job.subject_id);
        } catch (const Failure& failure) {
            if (failure.error().code() == Errc::unavailable) throw;
            log_warning("channel {}: templates: {}", job.subject_id, failure.error().detail());
        }
    }

    /// Of what cannot be sent although nothing was known against it, its people are told; a full disk is tried again.
    asio::awaitable<void> release(Job job) {
        const auto can = channels.capabilities();
        bool refused = false;
        try {
            co_await store.write([&](Transaction& transaction) {
                transaction.db().execute(db::q::job_delete, job.id);
                const auto s = scheduled_by_id(transaction.db(), job.subject_id);
                if (s) release_scheduled(transaction, s->id, capabilities_for(transaction, can, s->conversation_id));
            });
        } catch (const Failure& failure) {
            const auto code = failure.error().code();
            if (code == Errc::unavailable || code == Errc::internal) throw;
            log_error("scheduled message {} is held: {}", job.subject_id, failure.what());
            refused = true;
        }
        if (!refused) co_return;
        co_await store.write([&](Transaction& transaction) {
            transaction.db().execute(db::q::job_delete, job.id);
            hold_scheduled(transaction, job.subject_id, "refused");
        });
    }

    asio::awaitable<void> fetch(Job job) {
        const auto attachment =
            co_await store.read([&](db::Connection& db) { return attachment_by_id(db, job.subject_id); });
        std::shared_ptr<LiveChannel> channel;
        if (attachment && attachment->channel_id) channel = channels.by_id(*attachment->channel_id);
        Result<FetchedMedia> media = Error(Errc::not_found, "the channel is gone");
        if (channel && attachment->state == AttachmentState::pending)
            media = co_await channel->connector->fetch_media(attachment->source);
        co_await store.write([&](Transaction& transaction) {
            if (!attachment || attachment->state != AttachmentState::pending) {
                transaction.db().execute(db::q::job_delete, job.id);
                return;
            }
            auto a = *attachment;
            const bool later = !media && media.error().code() == Errc::unavailable && job.attempt + 1 < kMediaTries;
            if (later) {
                transaction.db().execute(db::q::job_retry, job.id, job.attempt + 1,
                                         transaction.now() + backoff(job.attempt + 1, 2000, 60'000, 0.5));
                return;
            }
            transaction.db().execute(db::q::job_delete, job.id);
            if (!media) {
                media_failed(transaction, a, "could not be fetched: " + media.error().detail());
            } else if (static_cast<std::int64_t>(media->bytes.size()) > kMostBytes) {
                media_failed(transaction, a, "larger than 100 MB");
            } else if (!a.sha256.empty() && a.sha256 != sha256_hex(media->bytes)) {
                media_failed(transaction, a, "the bytes do not fit the announced sha256");
            } else {
                if (a.name.empty()) a.name = media->name;
                if (!media->content_type.empty() &&
                    (a.content_type.empty() || a.content_type == "application/octet-stream"))
                    a.content_type = media->content_type;
                store_attachment_bytes(transaction, a, media->bytes);
            }
            announce_message(transaction, "message.updated", {a.conversation_id.value_or(0), a.message_id.value_or(0)});
        });
    }
};

Jobs::Jobs(asio::any_io_executor executor, Store& store, Channels& channels, Clock& clock)
    : state_(std::make_shared<State>(std::move(executor), store, channels, clock)) {}
Jobs::~Jobs() = default;

void Jobs::wake() {
    state_->again = true;
    state_->timer.cancel();
}

void Jobs::stop() {
    state_->stopped = true;
    state_->timer.cancel();
}

/// One look at what is due. How long the next one may wait.
asio::awaitable<Millis> Jobs::State::look() {
    again = false;
    if (!sweeping) co_await begin_sweeping();
    Millis next = 0;
    auto due = co_await store.read([&](db::Connection& db) {
        std::vector<Job> out;
        for (auto row = db.query(db::q::jobs_due, clock.now()); row.next();) {
            out.push_back({row.integer(0), row.text(1), row.integer(2), static_cast<int>(row.integer(3))});
        }
        if (auto row = db.query(db::q::job_next_due); row.next() && !row.null(0)) next = row.integer(0);
        return out;
    });
    for (auto& job : due) {
        std::string trouble;
        try {
            co_await run_job(job);
        } catch (const std::exception& error) {
            trouble = error.what();
        }
        if (trouble.empty()) continue;
        log_error("job {} ({}) failed: {}", job.id, job.kind, trouble);
        co_await store.write([&](Transaction& transaction) {
            transaction.db().execute(db::q::job_retry, job.id, job.attempt + 1,
                                     transaction.now() + backoff(job.attempt + 1, 5000, 3'600'000, 0.5));
        });
    }
    if (!due.empty() || again) co_return 0;
    co_return next == 0 ? 60'000 : std::clamp<Millis>(next - clock.now(), 1, 60'000);
}

asio::awaitable<void> Jobs::run() {
    const auto state = state_;
    while (!state->stopped) {
        Millis wait = std::chrono::milliseconds(kStoragePause).count();
        try {
            wait = co_await state->look();
        } catch (const std::exception& error) {
            log_error("jobs wait {} s: {}", kStoragePause.count(), error.what());
        }
        if (wait == 0 || state->stopped) continue;
        state->timer.expires_after(std::chrono::milliseconds(wait));
        auto [cancelled] = co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)cancelled;
    }
}

}  // namespace parley
