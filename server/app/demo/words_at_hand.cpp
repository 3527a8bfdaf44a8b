#include "server/app/demo/words_at_hand.hpp"

#include "server/base/json.hpp"
#include "server/base/text.hpp"
#include "server/domain/status.hpp"
#include "server/store/tags.hpp"

#include <string_view>
#include <vector>

namespace parley::sample {

namespace asio = boost::asio;

namespace {

/// Beginnings of words, folded, by which somebody at the desk would put the tag on.
struct Sign {
    const char* tag;
    std::vector<std::string_view> words;
};
const std::vector<Sign>& signs() {
    static const std::vector<Sign> all{
        {"Workshop", {"service", "brakes", "przeglad", "hamulc", "обслуживан", "тормоз"}},
        {"Warranty", {"warranty", "gwarancj", "гаранти"}},
        {"Wholesale", {"price list", "12 city", "hurt", "опт"}},
        {"Size advice", {"size", "rozmiar", "размер", "wzrost", "рост"}},
        {"Test ride", {"test ride", "jazd", "тест-драйв", "покататься"}},
    };
    return all;
}

struct Text {
    const char* title;
    const char* shortcut;
    const char* folder;
    const char* text;
    int used;
};
constexpr Text kTexts[] = {
    {"Test ride", "ride", "Sales",
     "Hello {first_name|there}, you can try it on Saturday between 10:00 and 16:00. Just come by, no booking is "
     "needed.\n\n"
     "{operator}, {company}",
     41},
    {"Shipping times", "ship", "Orders",
     "Hello {first_name|there},\nwe ship within two working days. You get the tracking number by email.", 33},
    {"What the workshop needs", "workshop", "Service",
     "Hello {first_name|there}, please send us the model, the year and a picture of the part.", 18},
    {"Jazda próbna", "jazda", "Sales",
     "Dzień dobry {first_name|}, zapraszamy w sobotę od 10:00 do 16:00, bez umawiania.\n\n{operator}, {company}", 22},
    {"Доставка", "dostavka", "Orders",
     "Здравствуйте, {first_name|}! Отправляем за два рабочих дня, номер для отслеживания придёт на почту.", 15},
    {"Price list for partners", "prices", "Wholesale", "Dear {name}, here is our price list for partners.", 6},
};

void add_texts(Transaction& transaction) {
    for (const auto& one : kTexts) {
        const auto id = transaction.next_id();
        transaction.db().execute(db::q::template_insert, id, one.title, one.shortcut, one.text, one.folder,
                                 std::optional<std::int64_t>{}, transaction.now());
        for (int i = 0; i < one.used; ++i) transaction.db().execute(db::q::template_used, id);
    }
}

/// More than any month has.
constexpr std::int64_t kWholeMonth = 1'000'000;

void add_tags(Transaction& transaction) {
    auto& db = transaction.db();
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::conversations_open); row.next();) ids.push_back(row.integer(0));
    for (auto row = db.query(db::q::conversations_closed, INT64_MAX, kWholeMonth); row.next();)
        ids.push_back(row.integer(0));
    for (const auto id : ids) {
        std::string first;
        if (auto row = db.query(db::q::messages_after, id, std::int64_t{0}, 1); row.next()) first = fold(row.view(13));
        for (const auto& sign : signs()) {
            for (const auto word : sign.words) {
                if (first.find(fold(word)) == std::string::npos) continue;
                change_tags(transaction, id, {sign.tag}, {}, std::nullopt);
                break;
            }
        }
    }
}

/// Shared with all by whoever runs the place.
void add_views(Transaction& transaction) {
    auto& db = transaction.db();
    std::int64_t owner = 0;
    for (auto row = db.query(db::q::users_all); row.next();) {
        if (static_cast<Role>(row.integer(3)) == Role::admin) owner = row.integer(0);
    }
    const auto add = [&](std::string_view name, const Json& query) {
        db.execute(db::q::view_insert, transaction.next_id(), name, owner, true, std::optional<std::int64_t>{},
                   dump(query), transaction.now());
    };
    add("Wholesale orders", {{"view", "all"}, {"tag", "Wholesale"}});
    add("From Google", {{"view", "all"}, {"source", "google"}});
}

}  // namespace

asio::awaitable<void> add_words_at_hand(Store& store) {
    co_await store.write([](Transaction& transaction) {
        add_texts(transaction);
        add_tags(transaction);
        add_views(transaction);
    });
}

}  // namespace parley::sample
