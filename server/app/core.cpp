#include "server/app/core.hpp"

#include "connectors/registry.hpp"
#include "server/base/secret.hpp"
#include "server/domain/status.hpp"
#include "server/store/attachments.hpp"

#include <cstdlib>
#include <filesystem>

namespace parley {

namespace asio = boost::asio;

namespace {

ConnectorHouse make_house(Core& core) {
    auto& store = core.store;
    ConnectorHouse house;
    house.http = core.http.get();
    house.clock = core.clock.get();
    house.random_hex = random_hex;
    house.show_visitor = [&core](const Outgoing& act) {
        if (core.show_visitor) core.show_visitor(act);
    };
    house.keep_settings = [&core, &store](std::int64_t id, Json members) -> asio::awaitable<void> {
        co_await store.write([&core, id, &members](Transaction& transaction) {
            Json settings;
            std::string name;
            const ConnectorKind* kind = nullptr;
            bool enabled = true;
            {
                auto row = transaction.db().query(db::q::channel_get, id);
                if (!row.next()) return;  // removed meanwhile
                name = row.text(2);
                kind = find_kind(row.view(1));
                settings = stored_json(row.view(4));
                enabled = row.integer(5) != 0;
            }
            settings.update(members);
            if (kind) settings = core.secrets.seal(*kind, id, std::move(settings));
            transaction.db().execute(db::q::channel_update, id, name, enabled, dump(settings));
            transaction.signal("channels");
        });
    };
    house.read_file = [&store](std::int64_t id) -> asio::awaitable<Result<std::string>> {
        auto bytes = co_await store.read([id](db::Connection& db) {
            const auto a = attachment_by_id(db, id);
            return a && a->state == AttachmentState::ready ? std::optional(attachment_bytes(db, id)) : std::nullopt;
        });
        if (!bytes) co_return Error(Errc::not_found, "the file is not there");
        co_return std::move(*bytes);
    };
    return house;
}

/// Told, or handed over by systemd, or beside the database.
std::string key_file_of(const Config& config) {
    if (!config.key_file.empty()) return config.key_file;
    if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY")) {
        const auto file = std::string(folder) + "/parley.key";
        if (std::filesystem::exists(file)) return file;
    }
    return config.data + "/parley.key";
}

}  // namespace

Core::Core(asio::any_io_executor io, const Config& settings)
    : config(settings),
      executor(io),
      clock(make_system_clock()),
      store(io, StoreOptions{.folder = settings.data, .database = settings.database}, *clock),
      http(make_http_client(io)),
      secrets(key_file_of(settings)),
      channels(store, secrets, make_house(*this), settings.public_url, settings.platform_bases),
      base_url(settings.public_url.empty() ? "http://" + settings.listen : settings.public_url) {}

Core::~Core() = default;

asio::awaitable<void> furnish(Store& store) {
    co_await store.write([](Transaction& transaction) {
        auto& db = transaction.db();
        if (auto row = db.query(db::q::pipelines_all); row.next()) return;
        const auto pipeline = transaction.next_id();
        db.execute(db::q::pipeline_insert, pipeline, "Sales", 0);
        struct First {
            const char* name;
            StageGroup group;
        };
        int position = 0;
        for (const First& stage : {First{"New", StageGroup::active}, First{"Contacted", StageGroup::active},
                                   First{"Qualified", StageGroup::active}, First{"Proposal", StageGroup::active},
                                   First{"Contract", StageGroup::active}, First{"Won", StageGroup::won},
                                   First{"Lost", StageGroup::lost}, First{"Not a lead", StageGroup::not_a_lead}}) {
            db.execute(db::q::stage_insert, transaction.next_id(), pipeline, stage.name, stage.group, position++);
        }
        db.execute(db::q::team_insert, transaction.next_id(), "Everyone", "least_loaded", 0, transaction.now());
    });
}

}  // namespace parley
