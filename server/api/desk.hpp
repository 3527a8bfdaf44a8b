#pragma once

#include "server/base/json.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

class Subscription;

/// Who sits at the desk and who looks at what, as open sockets tell it. Never stored. I/O thread only.
class Desk {
public:
    bool enter(std::int64_t user_id);  ///< true: the user's first socket
    bool leave(std::int64_t user_id);  ///< true: the last one
    /// `session`: the hash of the session that opened it, empty for a token's.
    void opened(std::int64_t user_id, std::string session, const std::shared_ptr<Subscription>& socket);
    /// Whoever is signed out hears nothing more: ends the sockets of the user's sessions whose hash begins so (all when
    /// empty), but never those of `except`.
    void end_sockets(std::int64_t user_id, std::string_view session, std::string_view except = {});

    void set_away(std::int64_t user_id, bool away);
    /// [{"user_id","state":"online|away"}]
    Json presence() const;

    /// A socket that looked at `before` looks at `after` now (0: at none). The frames that others get.
    std::vector<std::string> look(std::int64_t user_id, std::int64_t before, std::int64_t after);
    /// A frame for each conversation that is looked at.
    std::vector<std::string> viewing() const;

private:
    struct Person {
        int sockets = 0;
        bool away = false;
    };
    std::string frame(std::int64_t conversation_id) const;

    struct Open {
        std::int64_t user_id;
        std::string session;
        std::weak_ptr<Subscription> socket;
    };

    std::map<std::int64_t, Person> people_;
    std::vector<Open> open_;
    std::map<std::int64_t, std::map<std::int64_t, int>> looking_;  ///< sockets by conversation and user
};

}  // namespace parley
