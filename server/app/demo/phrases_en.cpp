#include "server/app/demo/phrases.hpp"

namespace parley::sample {
namespace {

constexpr Talk kTalks[] = {
    {Purpose::purchase,
     {"<Is the {model} in stock in size {size}?", ">Yes, two left in size {size}. Would you like to try it on?",
      "<How much is it with delivery to {city}?", ">{price} EUR, and delivery to {city} is free above 500.",
      "<Great, can you hold one until {day}?", ">Done, it has your name on it until {day} evening.", "<Thank you!"}},
    {Purpose::purchase,
     {"<I am 184 cm tall, which size of the {model} should I take?",
      ">Size L fits from 178 to 186 cm. If you like it sporty, M works too.", "<And the price?",
      ">{price} EUR, with the first service included.", "<I will think about it, thanks."}},
    {Purpose::purchase,
     {"<What would you recommend for 12 km to work every day?",
      ">The {model}: mudguards, dynamo light and a rack are included, {price} EUR.", "<Can I try it on Saturday?",
      ">Of course, we are open from 10 to 16. Shall I write you down for 11?", "<11 is perfect, see you then."}},
    {Purpose::purchase,
     {"<Do you take an old bike in part exchange? [picture]",
      ">We do! From the picture about 150 EUR, the workshop would look at it first.",
      "<I would like to put it towards the {model}.",
      ">Then {price} EUR less 150. Bring it on {day}, it takes 20 minutes.", "<Will do."}},
    {Purpose::purchase,
     {"<I need a bike for my daughter, she is 7 and 122 cm tall.",
      ">The Kids 20 is right for her, she can ride it for two or three years. {price} EUR.", "<In which colours?",
      ">Red, mint and blue. All three are here.", "<Mint then. Do you deliver to {city} before {day}?",
      ">Yes, if you order today it arrives the day before.", "<Ordered, thank you very much!"}},
    {Purpose::wholesale,
     {"<We would like a price list for 12 city bikes for our hotel in {city}.",
      ">Gladly, here is our current list for partners. [prices]", "<Is there a discount from 20 pieces?",
      ">From 20 on it is 14 percent, and we assemble them on the spot.",
      "<Please send an offer for 20 {model}, delivery in two weeks.",
      ">The offer is on its way to you: 20 x {model}, delivery on {day} in two weeks."}},
    {Purpose::order,
     {"<Where is my order {order}? It should have come on {day}.",
      ">I have asked the carrier: it is in {city} and comes tomorrow before 14:00.", "<All right, thanks."}},
    {Purpose::order,
     {"<Can I change the address of order {order}?", ">Yes, it has not left yet. What is the new one?",
      "<Same street, number 14, {city}.", ">Changed. You get a message when it leaves.", "<Perfect."}},
    {Purpose::order, {"<I need an invoice for order {order}, please.", ">Here it is. [receipt]", "<Got it, thanks!"}},
    {Purpose::order,
     {"<The {model} arrived with a scratch on the frame. [picture]",
      ">I am sorry about that! We can send a new one or take 10 percent off, as you like.",
      "<Then the 10 percent, please.", ">The money goes back to you today, it takes two or three days to arrive."}},
    {Purpose::service,
     {"<How much is a full service?", ">85 EUR, with new cables and a wash. It takes one day.",
      "<Could I bring it on {day}?", ">{day} is fine, please come before 11.", "<See you then."}},
    {Purpose::service,
     {"<My brakes squeal, this is what it sounds like. [voice]",
      ">That sounds like worn pads. 25 EUR and half an hour, we can do it while you wait.", "<When is a good time?",
      ">Today until 17:00, or tomorrow morning.", "<I will come tomorrow at 9."}},
    {Purpose::service,
     {"<Is a broken spoke covered by the warranty?",
      ">In the first two years yes. Do you have the number of your order?", "<It is {order}.",
      ">Found it, the repair is free. Just bring the wheel.", "<Very kind, thank you."}},
};
constexpr std::string_view kGreetings[] = {"Hi! ", "Hello! ", "Good morning. ", "Hey, quick question. ", "", ""};
constexpr std::string_view kGoodbyes[] = {"You are welcome!", "Happy to help. Have a good ride!",
                                          "My pleasure, see you soon.", "Any time!"};
constexpr std::string_view kNotes[] = {"Called back, no answer. I will try again tomorrow.",
                                       "Knows the shop from a friend, please be generous with the extras.",
                                       "Wants to pay in two parts, I agreed.",
                                       "Check the stock in the second store first."};
constexpr std::string_view kDays[] = {"Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::string_view kCities[] = {"Leeds", "Berlin", "Dublin", "Copenhagen", "Vienna", "Amsterdam"};
constexpr Phrases kPhrases = {kTalks, kGreetings, kGoodbyes, kNotes, kDays, kCities};

}  // namespace

const Phrases& english() {
    return kPhrases;
}

}  // namespace parley::sample
