#include "server/app/commands.hpp"

#include "connectors/registry.hpp"
#include "db/sqlite.hpp"
#include "server/api/auth.hpp"
#include "server/base/secret.hpp"
#include "server/flow/channel_setup.hpp"
#include "server/flow/intake.hpp"
#include "server/store/verify.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

CommandReply said(std::string out) {
    return {0, std::move(out), {}};
}

std::int64_t user_of(db::Connection& db, const std::string& email) {
    auto row = db.query(db::q::user_by_email, email);
    if (!row.next()) throw Failure(Error(Errc::not_found, "there is no user " + email + "; see `parley user list`"));
    return row.integer(0);
}

asio::awaitable<CommandReply> user_add(Core& core, const Json& command) {
    const auto email = text_or(command, "email");
    const auto name = text_or(command, "name");
    auto password = text_or(command, "password");
    const bool made = password.empty();
    if (made) password = to_base64url(random_bytes(12));
    check_user_facts(email, name, password);
    const auto role = role_from(text_or(command, "role"));
    if (!role) throw Failure(Error::field("role", "--role is admin, manager or operator"));
    const auto hash = hash_password(password);
    const auto id = co_await core.store.write(
        [&](Transaction& transaction) { return make_user(transaction, email, name, *role, hash, "en"); });
    Json out{{"id", id}, {"email", email}, {"name", name}, {"role", name_of(*role)}};
    if (made) out["password"] = password;
    co_return said(dump(out) + "\n");
}

asio::awaitable<CommandReply> user_list(Core& core) {
    auto out = co_await core.store.read([](db::Connection& db) {
        std::vector<std::int64_t> ids;
        for (auto row = db.query(db::q::users_all); row.next();) ids.push_back(row.integer(0));
        std::string text;
        for (const auto id : ids) {
            const auto user = view_user(db, id);
            text += text_or(user, "email") + "\t" + text_or(user, "name") + "\t" + text_or(user, "role") +
                    (flag_of(user, "active") ? "" : "\tdisabled") + "\n";
        }
        return text;
    });
    co_return said(std::move(out));
}

asio::awaitable<CommandReply> user_change(Core& core, const Json& command, bool disable) {
    const auto email = text_or(command, "email");
    const auto password = text_or(command, "password");
    if (!disable && (password.size() < 10 || password.size() > 128))
        throw Failure(Error::field("password", "give a password of 10 to 128 characters on standard input"));
    const auto hash = disable ? std::string() : hash_password(password);
    co_await core.store.write([&](Transaction& transaction) {
        const auto id = user_of(transaction.db(), email);
        const auto user = view_user(transaction.db(), id);
        if (!disable)
            transaction.db().execute(db::q::user_set_password, id, hash);
        else
            transaction.db().execute(db::q::user_update, id, text_or(user, "name"), *role_from(text_or(user, "role")),
                                     text_or(user, "language"), false, integer_of(user, "capacity").value_or(20), "[]");
        transaction.db().execute(db::q::sessions_delete_of_user, id);
        transaction.emit("user.updated", std::nullopt, "{\"user_id\":" + std::to_string(id) + "}");
    });
    co_return said(disable ? email + " can no longer sign in\n"
                           : "the password of " + email + " is changed; all sessions ended\n");
}

asio::awaitable<CommandReply> token_create(Core& core, const Json& command) {
    auto token = co_await core.store.write([&](Transaction& transaction) {
        return make_api_token(transaction, user_of(transaction.db(), text_or(command, "user")),
                              text_or(command, "name"));
    });
    co_return said(token + "\n");
}

Json channel_line(Core& core, const std::shared_ptr<LiveChannel>& channel) {
    return {{"id", channel->config.id},
            {"kind", channel->config.kind},
            {"name", channel->config.name},
            {"hook_url", core.base_url + hook_path(channel->config.kind, channel->config.key)}};
}

asio::awaitable<CommandReply> channel_add(Core& core, const Json& command) {
    // Whoever may run commands on this machine may also point a channel at a private address; the web API may not.
    const auto added =
        co_await add_channel(core.store, core.channels, text_or(command, "kind"), text_or(command, "name"),
                             command.value("settings", Json::object()), true, !flag_of(command, "no_check"));
    Json out = channel_line(core, added.channel);
    out["key"] = out["channel_key"] = added.channel->config.key;
    out.update(added.made);
    CommandReply reply = said(dump(out) + "\n");
    if (!flag_of(command, "no_check") && !added.health.ok) {
        reply.err = std::string(added.health.reachable ? "warning: " : "warning: could not be checked: ") +
                    added.health.detail + "\nthe channel is saved; try `parley channel test " +
                    std::to_string(added.channel->config.id) + "` later\n";
    }
    co_return reply;
}

asio::awaitable<CommandReply> channel_list(Core& core, bool json) {
    co_await core.channels.load();
    std::string text;
    Json list = Json::array();
    for (const auto& [id, channel] : core.channels.all()) {
        list.push_back(channel_line(core, channel));
        list.back()["state"] = channel->state;
        list.back()["channel_key"] = channel->config.key;
        text += std::to_string(id) + "\t" + channel->config.kind + "\t" + channel->config.name + "\t" + channel->state +
                "\n";
    }
    co_return said(json ? dump(list) + "\n" : text);
}

asio::awaitable<CommandReply> channel_remove(Core& core, std::int64_t id) {
    co_await remove_channel(core.store, core.channels, id);
    co_return said("channel " + std::to_string(id) + " is removed; its conversations stay\n");
}

asio::awaitable<CommandReply> channel_test(Core& core, std::int64_t id) {
    co_await core.channels.load();
    const auto health = co_await test_channel(core.store, core.channels, id);
    std::string steps;
    for (const auto& step : health.steps)
        steps += step.name + ": " + (step.ok ? "ok" : "wrong") + (step.detail.empty() ? "" : ", " + step.detail) + "\n";
    if (health.ok) co_return said(steps + "ok: " + health.detail + "\n");
    co_return CommandReply{1, {}, steps + health.detail + "\n"};
}

/// Reading a whole database takes as long as it is large: on a reader's thread, so that nobody waits for it.
asio::awaitable<CommandReply> backup(Core& core, const std::string& file) {
    if (core.store.place().on_server())
        co_return CommandReply{
            1,
            {},
            "PostgreSQL makes its own copies, while Parley runs:\n  pg_dump --format=custom --file=" + file + " " +
                core.store.place().shown() + "\n"};
    const auto problem = co_await core.store.read([&](db::Connection&) {
        db::copy_sqlite(core.store.place().file, file);
        return db::check_sqlite(file);
    });
    if (!problem.empty()) co_return CommandReply{1, {}, "the copy is not sound: " + problem + "\n"};
    co_return said("saved and checked: " + file + "\n");
}

asio::awaitable<CommandReply> verify(Core& core) {
    const auto place = core.store.place();
    const auto problem = co_await core.store.read([&](db::Connection& db) {
        auto damage = db::check(place);
        return damage.empty() ? broken_rules(db) : damage;
    });
    if (!problem.empty())
        co_return CommandReply{1, {}, "the database is damaged:\n" + problem + "\nrestore the last backup\n"};
    co_return said("ok: schema " + std::to_string(db::schema_version(place)) + ", integrity checked\n");
}

asio::awaitable<CommandReply> replay_command(Core& core, const Json& command) {
    co_await core.channels.load();
    Millis since = 0;
    const bool quarantine = flag_of(command, "quarantine");
    if (!quarantine) {
        const auto time = from_rfc3339(text_or(command, "since"));
        if (!time) throw Failure(Error::field("since", "give --quarantine, or --since with an RFC 3339 time"));
        since = *time;
    }
    const auto count = co_await replay(core.store, core.channels, quarantine, since);
    auto reply = said(std::to_string(count.read) + " read, " + std::to_string(count.understood) + " understood, " +
                      std::to_string(count.remaining) + " remain\n");
    if (count.broken == 0) co_return reply;
    reply.exit = 1;
    reply.err = std::to_string(count.broken) + " could not be taken in; they stay in quarantine\n";
    for (const auto& complaint : count.complaints) reply.err += "  " + complaint + "\n";
    co_return reply;
}

asio::awaitable<CommandReply> dispatch(Core& core, const Json& command) {
    const auto name = text_or(command, "command");
    const auto id = integer_of(command, "id").value_or(0);
    if (name == "user add") co_return co_await user_add(core, command);
    if (name == "user list") co_return co_await user_list(core);
    if (name == "user passwd") co_return co_await user_change(core, command, false);
    if (name == "user disable") co_return co_await user_change(core, command, true);
    if (name == "token create") co_return co_await token_create(core, command);
    if (name == "channel add") co_return co_await channel_add(core, command);
    if (name == "channel list") co_return co_await channel_list(core, flag_of(command, "json"));
    if (name == "channel remove") co_return co_await channel_remove(core, id);
    if (name == "channel test") co_return co_await channel_test(core, id);
    if (name == "verify") co_return co_await verify(core);
    if (name == "replay") co_return co_await replay_command(core, command);
    if (name == "backup") co_return co_await backup(core, text_or(command, "file"));
    co_return CommandReply{2, {}, "unknown command " + name + "\n"};
}

}  // namespace

asio::awaitable<CommandReply> run_command(Core& core, Json command) {
    CommandReply reply;
    try {
        reply = co_await dispatch(core, command);
    } catch (const Failure& failure) {
        reply.exit = 1;
        reply.err = failure.error().detail() + "\n";
        for (const auto& field : failure.error().fields()) {
            if (field.message != failure.error().detail())
                reply.err += "  " + field.field + ": " + field.message + "\n";
        }
    } catch (const std::exception& error) {
        reply.exit = 1;
        reply.err = std::string(error.what()) + "\n";
    }
    co_return reply;
}

}  // namespace parley
