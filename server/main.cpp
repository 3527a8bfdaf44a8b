#include "db/sqlite.hpp"
#include "server/app/admin_socket.hpp"
#include "server/app/app.hpp"
#include "server/app/commands.hpp"
#include "server/app/move.hpp"
#include "server/base/log.hpp"
#include "server/base/secret.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <csignal>
#include <filesystem>
#include <iostream>
#include <iterator>

#ifdef PARLEY_MIMALLOC
#include <mimalloc.h>
#endif

namespace {

using namespace parley;

/// Flags that every command takes; they win over the file and the environment.
struct Flags {
    std::string data, config, database, listen, public_url, log_format;
};

Config resolve(const Flags& flags) {
    Config config;
    read_config(config, flags.config);
    if (!flags.data.empty()) config.data = flags.data;
    if (!flags.listen.empty()) config.listen = flags.listen;
    if (!flags.public_url.empty()) config.public_url = flags.public_url;
    if (!flags.log_format.empty()) config.log_format = flags.log_format;
    if (!flags.database.empty()) config.database = flags.database;
    take_database(config);
    while (config.public_url.ends_with('/')) config.public_url.pop_back();
    return config;
}

CommandReply run(const Config& config, const Json& command) {
    if (auto reply = ask_running_server(config.data, command)) return std::move(*reply);
    boost::asio::io_context io(1);
    Core core(io.get_executor(), config);
    CommandReply reply;
    boost::asio::co_spawn(
        io,
        [&]() -> boost::asio::awaitable<void> {
            co_await furnish(core.store);
            reply = co_await run_command(core, command);
            core.store.stop();
            io.stop();
        },
        [&](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
    io.run();
    return reply;
}

int restore(const Config& config, const std::string& from) {
    if (!config.database.empty())
        throw Failure(
            Error(Errc::invalid,
                  "PostgreSQL restores its own dumps, into an empty database: pg_restore --no-owner --exit-on-error "
                  "--dbname URL " +
                      from));
    const auto problem = db::check_sqlite(from);
    if (!problem.empty()) throw Failure(Error(Errc::invalid, from + " is not a sound backup: " + problem));
    std::filesystem::create_directories(config.data);
    const auto to = config.data + "/" + std::string(db::kSqliteFile);
    if (std::filesystem::exists(to))
        throw Failure(
            Error(Errc::conflict, to + " exists already; restore into an empty folder, or move it away first"));
    db::copy_sqlite(from, to);
    std::cout << "restored into " << to << "\n";
    return 0;
}

std::string read_password() {
    std::string line;
    std::getline(std::cin, line);
    return line;
}

/// What is freed is wanted again at once under load: it goes back to the system after seconds, not milliseconds.
void keep_freed_memory_for_a_while() {
#ifdef PARLEY_MIMALLOC
    mi_option_set(mi_option_decommit_delay, 2000);
    mi_option_set(mi_option_segment_decommit_delay, 5000);
#endif
}

}  // namespace

int main(int argc, char** argv) {
    keep_freed_memory_for_a_while();
    std::signal(SIGPIPE, SIG_IGN);
    CLI::App cli{"Parley: a self-hosted inbox for every channel, with a mini-CRM"};
    cli.require_subcommand(1);
    Flags flags;
    Json command = Json::object();
    const auto common = [&](CLI::App* sub) {
        sub->add_option("--data", flags.data, "data folder (./parley-data)");
        sub->add_option("--config", flags.config, "settings file (TOML)");
        sub->add_option("--database", flags.database, "postgresql://USER@HOST/NAME, or sqlite:DIR/parley.db");
        return sub;
    };
    const auto text = [&](CLI::App* sub, const std::string& flag, const std::string& member, bool required,
                          const std::string& help) {
        auto* option = sub->add_option_function<std::string>(
            flag, [&command, member](const std::string& value) { command[member] = value; }, help);
        if (required) option->required();
    };
    const auto named = [&](CLI::App* sub, const std::string& name) {
        sub->callback([&command, name] { command["command"] = name; });
    };

    auto* serve_command = common(cli.add_subcommand("serve", "run the server"));
    serve_command->add_option("--listen", flags.listen, "HOST:PORT (127.0.0.1:8080); port 0 picks a free one");
    serve_command->add_option("--public-url", flags.public_url,
                              "the address under which customers and platforms reach this server");
    serve_command->add_option("--log-format", flags.log_format, "text or json");

    auto* demo_command = cli.add_subcommand(
        "demo", "a sample company in a fresh folder, with customers who write as you watch; prints the log-ins");
    demo_command->add_option("--listen", flags.listen, "HOST:PORT (127.0.0.1:8080)");
    demo_command->add_option("--data", flags.data, "where to keep it (a fresh temporary folder)");
    demo_command->add_option("--database", flags.database, "postgresql://USER@HOST/NAME of an empty database");
    std::size_t conversations = 3000, month = 20'000;
    bool large = false;
    demo_command->add_option("--conversations", conversations, "of the last month (3000)")
        ->check(CLI::Range(std::size_t{0}, std::size_t{1'000'000}));
    demo_command->add_option("--month", month, "how many are lived through; the years before repeat them (20000)")
        ->check(CLI::Range(std::size_t{100}, std::size_t{20'000}));
    demo_command->add_flag("--large", large, "1,000,000 conversations, to measure with");

    auto* user = cli.add_subcommand("user", "people who sign in")->require_subcommand(1);
    auto* user_add = common(user->add_subcommand("add", "adds a person; prints a password when none is given"));
    text(user_add, "--email", "email", true, "address to sign in with");
    text(user_add, "--name", "name", true, "shown to colleagues and customers");
    text(user_add, "--role", "role", true, "admin, manager or operator");
    bool password_stdin = false;
    user_add->add_flag("--password-stdin", password_stdin, "read the password from standard input");
    named(user_add, "user add");
    named(common(user->add_subcommand("list", "who there is")), "user list");
    auto* user_passwd = common(user->add_subcommand("passwd", "a new password, from standard input"));
    text(user_passwd, "--email", "email", true, "whose");
    user_passwd->add_flag("--password-stdin", password_stdin, "read the password from standard input (it always is)");
    named(user_passwd, "user passwd");
    auto* user_disable = common(user->add_subcommand("disable", "can no longer sign in"));
    text(user_disable, "--email", "email", true, "who");
    named(user_disable, "user disable");

    auto* channel = cli.add_subcommand("channel", "connected accounts")->require_subcommand(1);
    auto* channel_add = common(channel->add_subcommand("add", "connects an account; prints one JSON object"));
    text(channel_add, "--kind", "kind", true, "api");
    text(channel_add, "--name", "name", true, "shown to operators");
    std::vector<std::string> sets;
    channel_add->add_option("--set", sets, "key=value, as often as needed");
    channel_add->add_option("--public-url", flags.public_url, "address of this server, for hook_url");
    channel_add->add_flag_callback("--no-check", [&] { command["no_check"] = true; }, "do not ask the platform");
    named(channel_add, "channel add");
    auto* channel_list = common(channel->add_subcommand("list", "what there is"));
    channel_list->add_flag_callback("--json", [&] { command["json"] = true; }, "as JSON");
    named(channel_list, "channel list");
    for (const std::string verb : {"remove", "test"}) {
        auto* sub =
            common(channel->add_subcommand(verb, verb == "test" ? "asks the platform whether the settings are right"
                                                                : "disconnects; conversations stay"));
        sub->add_option_function<std::int64_t>(
               "id", [&command](const std::int64_t& id) { command["id"] = id; }, "channel id")
            ->required();
        named(sub, "channel " + verb);
    }

    auto* token = cli.add_subcommand("token", "API tokens")->require_subcommand(1);
    auto* token_create = common(token->add_subcommand("create", "prints the token once"));
    text(token_create, "--user", "user", true, "email of the user in whose name it acts");
    text(token_create, "--name", "name", true, "what it is for");
    named(token_create, "token create");

    auto* backup = common(cli.add_subcommand("backup", "one consistent copy while the server runs"));
    text(backup, "file", "file", true, "where to");
    named(backup, "backup");
    std::string restore_from;
    auto* restore_command = common(cli.add_subcommand("restore", "a backup into an empty data folder"));
    restore_command->add_option("file", restore_from, "the backup")->required();
    named(common(cli.add_subcommand("verify", "checks the database")), "verify");
    auto* replay_command = common(cli.add_subcommand("replay", "reads stored raw updates again"));
    replay_command->add_flag_callback(
        "--quarantine", [&] { command["quarantine"] = true; }, "those that were not understood");
    text(replay_command, "--since", "since", false, "all since this RFC 3339 time");
    named(replay_command, "replay");
    std::string move_from, move_to;
    auto* move_command = cli.add_subcommand(
        "move", "copies a company into an empty database, SQLite or PostgreSQL, and compares the two");
    move_command->add_option("--from", move_from, "sqlite:DIR/parley.db or postgresql://USER@HOST/NAME")->required();
    move_command->add_option("--to", move_to, "the same, empty")->required();
    auto* version = cli.add_subcommand("version", "which Parley this is");

    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = cli.exit(error);
        return code == 0 ? 0 : 2;
    }
    try {
        if (version->parsed()) {
            std::cout << "parley " PARLEY_VERSION "\n";
            return 0;
        }
        init_crypto();
        const Config config = resolve(flags);
        init_log(config.log_format == "json", LogLevel::info);
        if (serve_command->parsed()) return serve(config);
        if (demo_command->parsed()) {
            Config sample = config;
            if (flags.data.empty()) sample.data.clear();
            return demo(std::move(sample), large ? 1'000'000 : conversations, month);
        }
        if (move_command->parsed()) {
            move_company(move_from, move_to, std::cout);
            return 0;
        }
        if (restore_command->parsed()) return restore(config, restore_from);
        Json settings = Json::object();
        for (const auto& pair : sets) {
            const auto equals = pair.find('=');
            if (equals == std::string::npos || equals == 0) {
                std::cerr << "--set takes key=value, not \"" << pair << "\"\n";
                return 2;
            }
            settings[pair.substr(0, equals)] = pair.substr(equals + 1);
        }
        command["settings"] = settings;
        if (password_stdin || user_passwd->parsed()) command["password"] = read_password();
        if (backup->parsed()) command["file"] = std::filesystem::absolute(command["file"].get<std::string>()).string();
        const auto reply = run(config, command);
        std::cout << reply.out << std::flush;
        std::cerr << reply.err;
        return reply.exit;
    } catch (const Failure& failure) {
        std::cerr << "parley: " << failure.error().detail() << "\n";
        return 1;
    } catch (const std::exception& error) {
        std::cerr << "parley: " << error.what() << "\n";
        return 1;
    }
}
