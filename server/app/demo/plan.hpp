#pragma once

#include "server/app/demo/dice.hpp"
#include "server/app/demo/phrases.hpp"
#include "server/base/clock.hpp"
#include "server/domain/attribution.hpp"

#include <string>
#include <vector>

namespace parley::sample {

enum class ChannelUse { form, app, telegram, chat };
inline constexpr std::size_t kChannelUses = 4;

/// What a customer comes with: who it is, when, how, and what about. What the shop does with it is not planned, it
/// happens (history.hpp).
struct Visit {
    Millis at = 0;
    ChannelUse channel = ChannelUse::chat;
    Language language = Language::en;
    const Talk* talk = nullptr;
    std::string key;  ///< of the person and the thread on the channel
    std::string name, phone, email;
    std::vector<Touch> touches;
    std::string model, size, price, city, day, order;
    int amount = 0;         ///< of the lead, in EUR
    bool pressing = false;  ///< came just now, when everybody is busy
    bool ignored = false;   ///< nobody will answer
};

/// The thirty days up to `now` in the company's zone, in order of time, with rush hours and weekends. The same
/// seed gives the same visits.
std::vector<Visit> plan_visits(Dice& dice, std::size_t count, Millis now);

/// Another matter of somebody who was here before.
void plan_return(Dice& dice, Visit& visit);

std::string fill_in(std::string_view line, const Visit& visit);

}  // namespace parley::sample
