#include "server/api/widget/feed.hpp"

#include "server/api/widget/view.hpp"
#include "server/base/log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace parley::widget {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostPages = 20;

std::shared_ptr<const std::string> shared(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

}  // namespace

Feed::Feed(asio::any_io_executor executor, Store& store, Clock& clock)
    : executor_(std::move(executor)), store_(store), clock_(clock) {}

std::shared_ptr<Feed::Line> Feed::join(const std::string& visitor_id, const Conversation* conversation,
                                       const Proofs* proofs) {
    proofs_ = proofs;
    if (visitors_.size() > 64) sweep();
    auto& watched = visitors_[visitor_id];
    std::erase_if(watched.lines, [](const auto& line) { return line.expired(); });
    if (watched.lines.size() >= kMostPages) return nullptr;
    if (conversation && watched.conversation_id == 0) {
        watched.conversation_id = conversation->id;
        watched.status = conversation->status;
        watched.read = conversation->unread == 0;
        visitor_of_[conversation->id] = visitor_id;
    }
    auto line = std::make_shared<Line>(Line{visitor_id, std::make_shared<Subscription>(executor_, fallen_behind_)});
    watched.lines.push_back(line);
    return line;
}

void Feed::bind(const std::string& visitor_id, std::int64_t conversation_id, std::int64_t message_id,
                std::int64_t seq) {
    const auto found = visitors_.find(visitor_id);
    if (found == visitors_.end() || found->second.conversation_id == conversation_id) return;
    found->second.conversation_id = conversation_id;
    visitor_of_[conversation_id] = visitor_id;
    add({News::Kind::created, conversation_id, message_id, seq, {}});
}

std::int64_t Feed::conversation_of(const std::string& visitor_id) const {
    const auto found = visitors_.find(visitor_id);
    return found == visitors_.end() ? 0 : found->second.conversation_id;
}

Feed::Watched* Feed::watched(std::int64_t conversation_id) {
    const auto visitor = visitor_of_.find(conversation_id);
    if (visitor == visitor_of_.end()) return nullptr;
    const auto found = visitors_.find(visitor->second);
    return found == visitors_.end() ? nullptr : &found->second;
}

void Feed::publish(const Committed& committed) {
    if (visitor_of_.empty()) return;
    for (const auto& event : committed.events) {
        if (!event.conversation_id || !watched(*event.conversation_id)) continue;
        const bool created = event.type == "message.created";
        if (!created && event.type != "message.updated") continue;
        add({created ? News::Kind::created : News::Kind::updated,
             *event.conversation_id,
             message_of(event),
             event.seq,
             {}});
    }
    for (const auto& entry : committed.inbox) {
        auto* seen = watched(entry.id);
        if (!seen) continue;
        const bool read = entry.unread == 0;
        const auto status = static_cast<ConversationStatus>(entry.status);
        if (read && !seen->read) add({News::Kind::read, entry.id, 0, 0, {}});
        if (status == ConversationStatus::closed && seen->status != status)
            add({News::Kind::closed, entry.id, 0, 0, {}});
        seen->read = read;
        seen->status = status;
    }
}

void Feed::show_typing(const Outgoing& act) {
    if (!watched(act.conversation_id)) return;
    const bool on = !act.content.is_object() || !act.content.contains("on") || flag_of(act.content, "on");
    deliver(act.conversation_id, 0, shared(typing_frame(on, act.author_name)));
}

void Feed::add(News news) {
    pending_.push_back(std::move(news));
    if (rendering_) return;
    rendering_ = true;
    asio::co_spawn(executor_, render_all(), asio::detached);
}

std::string Feed::render(db::Connection& db, const News& news, Millis now) const {
    if (news.kind == News::Kind::closed) return closed_frame();
    if (news.kind == News::Kind::read) return read_frame(newest_of_visitor(db, news.conversation_id));
    const auto message = message_at(db, {news.conversation_id, news.message_id});
    if (!message || !shown_to_visitor(*message)) return {};
    return message_frame(db, *message, news.kind == News::Kind::created, news.seq, {*proofs_, now});
}

/// In the order of the commits, on a reader's thread.
asio::awaitable<void> Feed::render_all() {
    while (!pending_.empty()) {
        auto batch = std::move(pending_);
        pending_.clear();
        try {
            const auto now = clock_.now();
            co_await store_.read([&](db::Connection& db) {
                for (auto& news : batch) news.frame = render(db, news, now);
                return 0;
            });
        } catch (const std::exception& error) {
            log_error("news for visitors could not be rendered: {}", error.what());
            continue;
        }
        for (auto& news : batch) {
            if (!news.frame.empty()) deliver(news.conversation_id, news.seq, shared(std::move(news.frame)));
        }
    }
    rendering_ = false;
}

void Feed::deliver(std::int64_t conversation_id, std::int64_t seq, const std::shared_ptr<const std::string>& frame) {
    const auto* to = watched(conversation_id);
    if (!to) return;
    for (const auto& weak : to->lines) {
        if (const auto line = weak.lock()) line->frames->push(seq, frame);
    }
}

void Feed::drop(const std::string& visitor_id) {
    const auto found = visitors_.find(visitor_id);
    if (found == visitors_.end()) return;
    for (const auto& weak : found->second.lines) {
        if (const auto line = weak.lock()) line->frames->stop();
    }
}

void Feed::sweep() {
    for (auto one = visitors_.begin(); one != visitors_.end();) {
        auto& lines = one->second.lines;
        std::erase_if(lines, [](const auto& line) { return line.expired(); });
        if (!lines.empty()) {
            ++one;
            continue;
        }
        visitor_of_.erase(one->second.conversation_id);
        one = visitors_.erase(one);
    }
}

void Feed::stop() {
    for (const auto& [id, watched] : visitors_) {
        for (const auto& weak : watched.lines) {
            if (const auto line = weak.lock()) line->frames->stop();
        }
    }
}

}  // namespace parley::widget
