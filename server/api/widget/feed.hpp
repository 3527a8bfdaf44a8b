#pragma once

#include "connectors/connector.hpp"
#include "server/api/widget/proofs.hpp"
#include "server/flow/hub.hpp"
#include "server/store/conversations.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace parley::widget {

/// What happens in a conversation, to the pages its visitor has open: his words for it, nothing internal. I/O thread
/// only; nothing is rendered for conversations that no visitor looks at.
class Feed {
public:
    /// One open page. Leaves the feed when its last owner lets go.
    struct Line {
        std::string visitor_id;
        std::shared_ptr<Subscription> frames;
    };

    Feed(boost::asio::any_io_executor executor, Store& store, Clock& clock);

    /// Null when the visitor has more pages open than anybody needs. `conversation` null: he has not written yet.
    std::shared_ptr<Line> join(const std::string& visitor_id, const Conversation* conversation, const Proofs* proofs);
    /// His first message made a conversation: his open pages are to hear of it.
    void bind(const std::string& visitor_id, std::int64_t conversation_id, std::int64_t message_id, std::int64_t seq);
    /// 0 when none is known here.
    std::int64_t conversation_of(const std::string& visitor_id) const;

    void publish(const Committed& committed);
    void show_typing(const Outgoing& act);
    /// The visitor's proofs were revoked: his pages are shown out.
    void drop(const std::string& visitor_id);
    void stop();

private:
    struct Watched {
        std::int64_t conversation_id = 0;
        std::vector<std::weak_ptr<Line>> lines;
        ConversationStatus status = ConversationStatus::open;
        bool read = false;  ///< nothing of his is unread at the desk
    };
    struct News {
        enum class Kind { created, updated, read, closed } kind = Kind::created;
        std::int64_t conversation_id = 0, message_id = 0, seq = 0;
        std::string frame;  ///< once it is rendered
    };

    Watched* watched(std::int64_t conversation_id);
    void add(News news);
    std::string render(db::Connection& db, const News& news, Millis now) const;
    void deliver(std::int64_t conversation_id, std::int64_t seq, const std::shared_ptr<const std::string>& frame);
    boost::asio::awaitable<void> render_all();
    void sweep();

    boost::asio::any_io_executor executor_;
    Store& store_;
    Clock& clock_;
    const Proofs* proofs_ = nullptr;
    std::unordered_map<std::string, Watched> visitors_;
    std::unordered_map<std::int64_t, std::string> visitor_of_;
    std::vector<News> pending_;
    bool rendering_ = false;
    std::shared_ptr<std::uint64_t> fallen_behind_ = std::make_shared<std::uint64_t>(0);
};

}  // namespace parley::widget
