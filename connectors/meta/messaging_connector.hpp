#pragma once

#include "connectors/meta/hook.hpp"
#include "connectors/meta/send.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::meta {

/// What Messenger and Instagram connectors do alike. Settings: app_id, app_secret, token, verify_token, human_agent.
class MessagingConnector : public Connector {
public:
    /// `asks_app`: the app itself can be asked and told things, with its id and secret. Instagram's own log-in gives
    /// ids and secrets that only sign; there an admin tells the app by hand.
    MessagingConnector(ChannelConfig config, ConnectorHouse house, std::string_view base, SendRules rules,
                       bool asks_app);

    std::optional<Response> handshake(const HookCall& delivery) const override { return hook_.handshake(delivery); }
    Result<void> verify(const HookCall& delivery) const override { return hook_.verify(delivery); }
    Response refuse(const HookCall& delivery, const Error& error) const override {
        return refuse_quietly(delivery, error);
    }
    bool shares_deliveries() const override { return true; }
    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing) override;
    boost::asio::awaitable<Result<FetchedMedia>> fetch_media(Json source) override;
    boost::asio::awaitable<Result<FetchedAvatar>> fetch_avatar(Json source, std::string known) override;
    boost::asio::awaitable<Result<BackFill>> back_fill(Millis since, Json from) override;

protected:
    std::string setting(std::string_view name) const { return text_or(config_.settings, name); }
    Capabilities common_capabilities() const;
    /// What the profile of a person is asked for by.
    virtual std::string_view profile_fields() const = 0;
    /// What the account is subscribed to, where that has other names than at the app.
    virtual std::string_view account_fields(std::string_view of_app) const { return of_app; }

    // ---- steps of a check; each adds what it found to `health`. False: it stops there.
    /// Does a call with the token get an answer? What it tells, or nothing.
    boost::asio::awaitable<std::optional<Json>> ask_self(ChannelHealth& health, std::string path);
    /// Is the secret the app's, and the token too? What the app is told of the token, or nothing.
    /// Where the app cannot be asked: an empty object.
    boost::asio::awaitable<std::optional<Json>> ask_app(ChannelHealth& health);
    /// All is well. `until`: when the token ends, 0 where it does not; that is told a week before, at the token's step
    /// too.
    void pass(ChannelHealth& health, const std::string& account, Millis until) const;
    /// When the token ends by what ask_app got.
    static Millis end_of_token(const Json& told);
    /// Does the token allow what is needed? `told`: what ask_app got.
    static bool judge_permissions(ChannelHealth& health, const Json& told, std::span<const std::string_view> needed,
                                  std::span<const std::string_view> for_comments);
    /// With a channel that is stored: do deliveries come here?
    boost::asio::awaitable<bool> judge_webhook(ChannelHealth& health, std::string_view object, std::string_view fields);
    /// Deliveries are agreed on twice: for the app, and for the account. What is missing is made good; whether anything
    /// was.
    boost::asio::awaitable<Result<bool>> agree(std::string_view object, std::string_view fields);
    static void stop(ChannelHealth& health, std::string_view step, const Error& error, std::string detail);

    ChannelConfig config_;
    ConnectorHouse house_;
    Hook hook_;
    SendRules rules_;
    Graph graph_;

private:
    std::string app_token() const { return setting("app_id") + "|" + setting("app_secret"); }
    /// Another channel of this server may have been told to Meta: whichever it is, each takes its own.
    bool is_ours(std::string_view callback) const;
    boost::asio::awaitable<Result<bool>> agree_for_app(std::string_view object, std::string_view fields);
    boost::asio::awaitable<Result<bool>> agree_for_account(std::string_view fields);

    MessagingSender sender_;
    bool asks_app_;
};

/// A day; a week for what a person writes, where the app has the Human Agent feature.
ReplyWindow messaging_window(const Json& settings);
/// app_id, app_secret, token, verify_token, human_agent, api_base; `id_setting` names the account.
Result<Json> complete_messaging(Json settings, const char* id_setting);

}  // namespace parley::meta
