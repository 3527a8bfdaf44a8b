#include "server/app/demo/plan.hpp"

#include "server/app/demo/company.hpp"
#include "server/domain/business_time.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace parley::sample {
namespace {

constexpr Millis kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
constexpr int kDays = 29;
constexpr Model kKids = {"Kids 20", 320};
/// Monday first.
constexpr std::array<int, 7> kWeek = {125, 112, 100, 104, 96, 70, 42};
constexpr std::array<int, 24> kHours = {3,  2,  1,  1,  1,  2,  5,  12, 24, 40, 56, 58,
                                        40, 30, 32, 38, 46, 54, 52, 42, 34, 26, 16, 7};

template <class Weights>
std::size_t weighted(Dice& dice, const Weights& weights) {
    auto left = dice.between(0, std::accumulate(weights.begin(), weights.end(), std::int64_t{0}) - 1);
    for (std::size_t i = 0; i < weights.size(); ++i) {
        left -= weights[i];
        if (left < 0) return i;
    }
    return weights.size() - 1;
}

/// When people write, as far as it lies before `now`.
class Days {
public:
    explicit Days(Millis now) : now_(now) {
        const Millis today = local_midnight(kSampleZone, now);
        for (int back = kDays; back >= 0; --back) {
            starts_.push_back(local_midnight(kSampleZone, today + kDay / 2 - back * kDay));
            const auto since_monday = ((starts_.back() + kDay / 2) / kDay + 3) % 7;  // the epoch was a Thursday
            weights_.push_back(kWeek[static_cast<std::size_t>(since_monday)] * (100 + 40 * (kDays - back) / kDays));
        }
    }
    Millis draw(Dice& dice) const {
        for (;;) {
            const Millis day = starts_[weighted(dice, weights_)];
            const Millis at = day + static_cast<Millis>(weighted(dice, kHours)) * kHour + dice.between(0, kHour - 1);
            if (at < now_) return at;
        }
    }

private:
    Millis now_;
    std::vector<Millis> starts_;
    std::vector<std::int64_t> weights_;
};

void introduce(Dice& dice, Visit& visit, std::size_t n) {
    const auto& all = names(visit.language);
    const bool woman = dice.chance(0.5);
    const auto& first = dice.one_of(woman ? all.women : all.men);
    const auto& family = dice.one_of(woman ? all.women_family : all.men_family);
    visit.name = std::string(first.written) + " " + std::string(family);
    const auto digits = std::to_string(10'000'000 + dice.below(10'000'000)).substr(1);
    if (visit.channel != ChannelUse::chat || dice.chance(0.4))
        visit.phone = std::string(all.phone) + digits.substr(0, 6);
    if (visit.channel == ChannelUse::form || dice.chance(0.4))
        visit.email = std::string(first.latin) + "." + std::to_string(100 + n) + "@example.com";
}

void arrive(Dice& dice, Visit& visit) {
    if (visit.channel == ChannelUse::telegram) {
        if (dice.chance(0.6))
            visit.touches.push_back(touch_from_deep_link(
                dice.chance(0.6) ? "utm_source-instagram__utm_campaign-autumn" : "friend", visit.at));
        return;
    }
    const auto all = ways(visit.language);
    std::vector<std::int64_t> weights;
    for (const auto& way : all) weights.push_back(way.weight);
    const auto touch = [&](Millis at) {
        const auto& way = all[weighted(dice, weights)];
        visit.touches.push_back(touch_from_page(way.landing, way.referrer, at));
    };
    if (visit.talk->purpose == Purpose::wholesale) {
        visit.touches.push_back(touch_from_page(
            "https://nordwind.example/b2b?utm_source=newsletter&utm_medium=email&utm_campaign=wholesale", "",
            visit.at - dice.between(1, 20) * kMinute));
        return;
    }
    if (dice.chance(0.3)) touch(visit.at - dice.between(1, 6) * kDay);
    touch(visit.at - dice.between(1, 25) * kMinute);
}

}  // namespace

void plan_return(Dice& dice, Visit& visit) {
    const auto& words = phrases(visit.language);
    const Model* model = &dice.one_of(models());
    visit.talk = &dice.one_of(words.talks);
    // Hotels do not write every day.
    if (visit.talk->purpose == Purpose::wholesale && dice.chance(0.6)) visit.talk = &dice.one_of(words.talks);
    if (visit.talk->lines[1].find("Kids 20") != std::string_view::npos) model = &kKids;
    constexpr std::array<std::string_view, 4> sizes = {"S", "M", "L", "XL"};
    visit.model = model->name;
    visit.size = sizes[dice.below(sizes.size())];
    visit.price = std::to_string(model->price);
    visit.city = dice.one_of(words.cities);
    visit.day = dice.one_of(words.days);
    visit.order = "NB-" + std::to_string(48'000 + dice.below(6000));
    const bool many = visit.talk->purpose == Purpose::wholesale;
    visit.amount = many ? static_cast<int>(dice.between(8, 30)) * model->price * 86 / 100 : model->price;
}

std::vector<Visit> plan_visits(Dice& dice, std::size_t count, Millis now) {
    const Days days(now);
    std::vector<Visit> visits(count);
    const auto pressing = std::max<std::size_t>(count / 120, std::min<std::size_t>(count, 6));
    for (std::size_t n = 0; n < count; ++n) {
        auto& visit = visits[n];
        visit.pressing = n < pressing;
        visit.at = visit.pressing ? now - static_cast<Millis>(dice.about(18.0 * kMinute, 0.9)) : days.draw(dice);
        visit.channel = static_cast<ChannelUse>(weighted(dice, std::array<int, kChannelUses>{12, 18, 30, 40}));
        visit.language = static_cast<Language>(weighted(dice, std::array<int, 3>{30, 28, 42}));
        visit.key = std::to_string(500'000'000 + dice.below(400'000'000)) + std::to_string(n);
        visit.ignored = dice.chance(0.035);
        plan_return(dice, visit);
        introduce(dice, visit, n);
        arrive(dice, visit);
    }
    std::sort(visits.begin(), visits.end(),
              [](const Visit& a, const Visit& b) { return std::tie(a.at, a.key) < std::tie(b.at, b.key); });
    return visits;
}

std::string fill_in(std::string_view line, const Visit& visit) {
    const std::array<std::pair<std::string_view, std::string_view>, 6> values = {{{"{model}", visit.model},
                                                                                  {"{size}", visit.size},
                                                                                  {"{price}", visit.price},
                                                                                  {"{city}", visit.city},
                                                                                  {"{day}", visit.day},
                                                                                  {"{order}", visit.order}}};
    std::string text(line);
    for (const auto& [name, value] : values) {
        for (std::size_t at = 0; (at = text.find(name, at)) != std::string::npos; at += value.size())
            text.replace(at, name.size(), value);
    }
    return text;
}

}  // namespace parley::sample
