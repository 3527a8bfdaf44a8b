#include "server/app/demo/company.hpp"
#include "server/base/log.hpp"
#include "server/flow/intake.hpp"

#include <array>
#include <random>

namespace parley {

namespace asio = boost::asio;

namespace {

struct SampleCustomer {
    const char* id;
    const char* name;
    const char* language;
    const char* landing;
    const char* referrer;
    std::array<const char*, 4> lines;
};

constexpr SampleCustomer kCustomers[] = {
    {"c1",
     "Marek Wójcik",
     "pl",
     "https://nordwind.example/trail?utm_source=google&utm_medium=cpc&utm_campaign=autumn&gclid=x1",
     "https://www.google.com/",
     {"Dzień dobry, szukam roweru na 184 cm wzrostu.", "Czy model Trail 29 jest w rozmiarze L?",
      "A jazda próbna w sobotę?", "Dziękuję, będę o 11."}},
    {"c2",
     "Анна Соколова",
     "ru",
     "https://nordwind.example/city?utm_source=yandex&utm_medium=cpc&utm_campaign=city-bikes&yclid=77",
     "https://yandex.ru/",
     {"Здравствуйте! Сколько стоит доставка в Гданьск?", "А собранным привезёте?", "Можно оплатить при получении?",
      "Спасибо, оформляю."}},
    {"c3",
     "Julia Hughes",
     "en",
     "https://nordwind.example/",
     "https://www.instagram.com/",
     {"Hi, is the Gravel X in stock?", "In green, size M.", "Could you hold one until Friday?", "Great, thank you."}},
    {"c4",
     "Cycle Hub Ltd",
     "en",
     "https://nordwind.example/b2b?utm_source=newsletter&utm_medium=email&utm_campaign=wholesale",
     "",
     {"We would like a price list for 12 city bikes.", "Delivery to Leeds, second week of December.",
      "Is there a discount from 20 pieces?", "Please send the offer by email."}},
    {"c5",
     "Piotr Kaczmarek",
     "pl",
     "https://nordwind.example/serwis",
     "https://www.google.pl/",
     {"Ile kosztuje przegląd roweru?", "Da się w tym tygodniu?", "Hamulce też trzeba wyregulować.", "Super, dzięki."}},
    {"c6",
     "Дмитрий Лебедев",
     "ru",
     "https://nordwind.example/kids",
     "https://vk.com/",
     {"Добрый день, нужен велосипед ребёнку 7 лет.", "Рост 122 см.", "Есть со скоростями?",
      "Приедем завтра посмотреть."}},
};

MessageReceived line_of(const SampleCustomer& customer, std::size_t n, std::int64_t serial, Millis now) {
    MessageReceived m;
    m.thread = std::string("p:") + customer.id;
    m.external_id = std::string(customer.id) + "-" + std::to_string(serial);
    m.person.external_id = customer.id;
    m.person.name = customer.name;
    m.person.language = customer.language;
    m.sent_at = now;
    m.text = customer.lines[n % customer.lines.size()];
    if (n == 0) m.touches.push_back(touch_from_page(customer.landing, customer.referrer, now));
    return m;
}

}  // namespace

asio::awaitable<void> live_customers(Core& core, SampleCompany company) {
    std::mt19937 random{20261124};
    std::array<std::size_t, std::size(kCustomers)> said{};
    for (std::int64_t serial = 1;; ++serial) {
        const auto who = static_cast<std::size_t>(serial) <= std::size(kCustomers)
                             ? static_cast<std::size_t>(serial) - 1
                             : random() % std::size(kCustomers);
        const auto& customer = kCustomers[who];
        const auto channel = core.channels.by_id(company.channels[who % 2]);
        if (!channel) co_return;
        Update update;
        update.body = line_of(customer, said[who]++, serial, core.clock->now());
        ChannelIntake intake(core.store, *core.clock, channel->ingest);
        co_await intake.take("{\"sample\":true}", {std::move(update)});
        const bool arriving = static_cast<std::size_t>(serial) < std::size(kCustomers);
        co_await core.clock->sleep(arriving ? std::chrono::milliseconds(300)
                                            : std::chrono::milliseconds(8000 + random() % 12'000));
    }
}

}  // namespace parley
