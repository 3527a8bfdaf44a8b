#include "server/domain/user_agent.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

std::string words(std::string_view header) {
    const auto agent = read_user_agent(header);
    return agent.browser + " on " + agent.system;
}

TEST(UserAgent, IsToldInWordsThoughBrowsersNameTheirAncestors) {
    EXPECT_EQ(words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
                    "Safari/537.36"),
              "Chrome on Windows");
    EXPECT_EQ(words("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
                    "Safari/537.36 Edg/131.0.0.0"),
              "Edge on Windows");
    EXPECT_EQ(words("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), "Firefox on Linux");
    EXPECT_EQ(words("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    "Version/17.6 Safari/605.1.15"),
              "Safari on macOS");
    EXPECT_EQ(words("Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    "CriOS/131.0 Mobile/15E148 Safari/604.1"),
              "Chrome on iPhone");
    EXPECT_EQ(words("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36"),
              "Samsung Internet on Android");
    EXPECT_EQ(words("curl/7.88.1"), "curl on ");
    EXPECT_EQ(words(""), " on ");
}

}  // namespace
}  // namespace parley
