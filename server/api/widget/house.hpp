#pragma once

#include "server/api/context.hpp"
#include "server/api/widget/feed.hpp"
#include "server/api/widget/proofs.hpp"
#include "server/api/widget/rates.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace parley::widget {

/// Who calls: his channel, his id, the token he showed.
struct Visitor {
    std::shared_ptr<LiveChannel> channel;
    std::string id, token;
};

/// What the rooms of the widget share; outlives every request.
struct House {
    House(boost::asio::any_io_executor executor, ApiContext& context);

    /// The channel of `key`, switched on or off. Throws Failure that names the key when it is missing or wrong.
    std::shared_ptr<LiveChannel> known_channel(const Request& request) const;
    /// The same where it is switched on. Throws Failure forbidden.
    std::shared_ptr<LiveChannel> channel_of(const Request& request) const;
    /// Throws Failure forbidden when a browser says that the call comes from another origin than ours.
    void check_origin(const Request& request) const;
    /// Where this server is reached: the public address, or what the request names.
    std::string origin_of(const Request& request) const;
    /// The bearer of the request. Throws Failure unauthorized.
    boost::asio::awaitable<Visitor> visitor_of(const Request& request);
    boost::asio::awaitable<Visitor> visitor_by_token(std::string token);
    /// Made at first need and kept in the database: a restart or a restored backup changes nothing for visitors.
    boost::asio::awaitable<const Proofs*> proofs();

    ApiContext& api;
    Feed feed;
    Rates boots, calls;                          ///< of peers
    Rates messages, uploads, looks, new_proofs;  ///< of visitors
    std::optional<Proofs> proofs_made;
};

// Each room adds its routes; widget.cpp calls them.
void add_page_routes(Router& router, std::shared_ptr<House> house);
void add_boot_routes(Router& router, std::shared_ptr<House> house);
void add_message_routes(Router& router, std::shared_ptr<House> house);
void add_file_routes(Router& router, std::shared_ptr<House> house);
void add_socket_routes(Router& router, std::shared_ptr<House> house);

/// `Bearer` of the Authorization field; empty when there is none.
std::string bearer_of(const Request& request);

/// The site as the frame shows it (`site` of boot): its looks and form, who is there, how long an answer takes.
Json view_site(db::Connection& db, const LiveChannel& channel, std::string_view language, Millis now);
/// Something is asked of a visitor before his first word.
bool has_form(const Json& settings);
/// The name over the chat.
std::string site_name(db::Connection& db, const ChannelConfig& config);

}  // namespace parley::widget
