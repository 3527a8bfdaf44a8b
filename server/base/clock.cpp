#include "server/base/clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>

namespace parley {
namespace {

class SystemClock final : public Clock {
public:
    Millis now() const override { return millis_of(std::chrono::system_clock::now().time_since_epoch()); }
    Millis elapsed() const override { return millis_of(std::chrono::steady_clock::now().time_since_epoch()); }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds delay) override {
        const auto executor = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer timer(executor, delay);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }

private:
    template <class Duration>
    static Millis millis_of(Duration since) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
    }
};

/// Takes characters from the front; every step says whether the text still fits.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    std::optional<int> digits(std::size_t count) {
        if (rest_.size() < count) return std::nullopt;
        int value = 0;
        for (const char c : rest_.substr(0, count)) {
            if (c < '0' || c > '9') return std::nullopt;
            value = value * 10 + (c - '0');
        }
        rest_.remove_prefix(count);
        return value;
    }
    bool one_of(std::string_view wanted) {
        if (rest_.empty() || wanted.find(rest_.front()) == std::string_view::npos) return false;
        taken_ = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }
    char taken() const { return taken_; }
    /// `.123456789` as milliseconds; none when absent gives 0.
    std::optional<int> fraction() {
        if (!one_of(".")) return 0;
        int value = 0;
        std::size_t count = 0;
        for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; ++count, rest_.remove_prefix(1)) {
            if (count < 3) value = value * 10 + (rest_.front() - '0');
        }
        if (count == 0 || count > 9) return std::nullopt;
        for (; count < 3; ++count) value *= 10;
        return value;
    }
    bool done() const { return rest_.empty(); }

private:
    std::string_view rest_;
    char taken_ = 0;
};

/// Minutes east of UTC.
std::optional<int> read_zone(Scanner& in) {
    if (in.one_of("Zz")) return 0;
    if (!in.one_of("+-")) return std::nullopt;
    const int sign = in.taken() == '-' ? -1 : 1;
    const auto hours = in.digits(2);
    if (!hours || !in.one_of(":")) return std::nullopt;
    const auto minutes = in.digits(2);
    if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}

std::optional<std::chrono::sys_days> read_date(Scanner& in) {
    const auto year = in.digits(4);
    if (!year || !in.one_of("-")) return std::nullopt;
    const auto month = in.digits(2);
    if (!month || !in.one_of("-")) return std::nullopt;
    const auto day = in.digits(2);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date);
}

/// Milliseconds of the day. A leap second (60) counts as the second after it.
std::optional<Millis> read_time(Scanner& in) {
    const auto hour = in.digits(2);
    if (!hour || !in.one_of(":")) return std::nullopt;
    const auto minute = in.digits(2);
    if (!minute || !in.one_of(":")) return std::nullopt;
    const auto second = in.digits(2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto fraction = in.fraction();
    if (!fraction) return std::nullopt;
    return ((*hour * 60 + *minute) * Millis{60} + *second) * 1000 + *fraction;
}

std::optional<Millis> read_rfc3339(std::string_view text) {
    Scanner in(text);
    const auto date = read_date(in);
    if (!date || !in.one_of("Tt ")) return std::nullopt;
    const auto time = read_time(in);
    if (!time) return std::nullopt;
    const auto zone = read_zone(in);
    if (!zone || !in.done()) return std::nullopt;
    const auto days = std::chrono::duration_cast<std::chrono::milliseconds>(date->time_since_epoch());
    return days.count() + *time - Millis{*zone} * 60'000;
}

}  // namespace

std::unique_ptr<Clock> make_system_clock() {
    return std::make_unique<SystemClock>();
}

std::string to_rfc3339(Millis time) {
    std::string text;
    append_rfc3339(text, time);
    return text;
}

void append_rfc3339(std::string& out, Millis time) {
    const std::chrono::sys_time<std::chrono::milliseconds> point{std::chrono::milliseconds(time)};
    const auto day = std::chrono::floor<std::chrono::days>(point);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(point - day);
    // By hand: every object that goes out has several times, and a general formatter took a tenth of making it.
    const auto begin = out.size();
    out += "0000-00-00T00:00:00.000Z";
    char* text = out.data() + begin;
    const auto put = [text](std::size_t at, std::size_t digits, std::int64_t value) {
        for (auto i = at + digits; i-- > at; value /= 10) text[i] = static_cast<char>('0' + value % 10);
    };
    put(0, 4, static_cast<int>(date.year()));
    put(5, 2, static_cast<unsigned>(date.month()));
    put(8, 2, static_cast<unsigned>(date.day()));
    put(11, 2, clock.hours().count());
    put(14, 2, clock.minutes().count());
    put(17, 2, clock.seconds().count());
    put(20, 3, clock.subseconds().count());
}

Result<Millis> from_rfc3339(std::string_view text) {
    const auto time = read_rfc3339(text);
    if (!time) return Error(Errc::invalid, "invalid_time", "write the time as 2026-11-22T09:33:20.000Z");
    return *time;
}

}  // namespace parley
