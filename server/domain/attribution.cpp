#include "server/domain/attribution.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <array>

namespace parley {
namespace {

constexpr std::size_t kMost = 512, kMostBytes = 16'384;

std::string kept(std::string_view text) {
    text = text.substr(0, kMostBytes);
    const auto valid = first_invalid_utf8(text) == std::string_view::npos;
    const auto whole = clean(valid ? std::string(text) : repair_utf8(text));
    return std::string(trim(cut_code_points(trim(whole), kMost)));
}

struct ClickId {
    std::string_view name, source;
};
constexpr std::array<ClickId, 10> kClickIds{{{"gclid", "google"},
                                             {"gbraid", "google"},
                                             {"wbraid", "google"},
                                             {"yclid", "yandex"},
                                             {"fbclid", "facebook"},
                                             {"ttclid", "tiktok"},
                                             {"msclkid", "bing"},
                                             {"vkclid", "vk"},
                                             {"rb_clickid", "vk"},
                                             {"li_fat_id", "linkedin"}}};

struct KnownSite {
    std::string_view part, source, medium;
};
constexpr std::array<KnownSite, 21> kSites{{{"google.", "google", "organic"},
                                            {"yandex.", "yandex", "organic"},
                                            {"ya.ru", "yandex", "organic"},
                                            {"bing.com", "bing", "organic"},
                                            {"duckduckgo.com", "duckduckgo", "organic"},
                                            {"yahoo.", "yahoo", "organic"},
                                            {"baidu.com", "baidu", "organic"},
                                            {"ecosia.org", "ecosia", "organic"},
                                            {"go.mail.ru", "mail.ru", "organic"},
                                            {"facebook.com", "facebook", "social"},
                                            {"instagram.com", "instagram", "social"},
                                            {"vk.com", "vk", "social"},
                                            {"ok.ru", "ok", "social"},
                                            {"t.co", "twitter", "social"},
                                            {"x.com", "twitter", "social"},
                                            {"linkedin.com", "linkedin", "social"},
                                            {"lnkd.in", "linkedin", "social"},
                                            {"youtube.com", "youtube", "social"},
                                            {"tiktok.com", "tiktok", "social"},
                                            {"pinterest.", "pinterest", "social"},
                                            {"t.me", "telegram", "social"}}};

/// What may stand before a search engine's name when it searches: images.google.com, ru.search.yahoo.com. Mail,
/// documents and the like are other services of the same company.
bool searches(std::string_view labels) {
    while (!labels.empty()) {
        const auto label = labels.substr(0, labels.find('.'));
        labels.remove_prefix(std::min(labels.size(), label.size() + 1));
        constexpr std::string_view kSearch[] = {"images", "search", "lens", "html", "lite", "m", "r"};
        if (label.size() != 2 && std::find(std::begin(kSearch), std::end(kSearch), label) == std::end(kSearch))
            return false;
    }
    return true;
}

/// com, pl, co.uk: what may follow "google." where it is Google's own domain.
bool ends_domain(std::string_view labels) {
    const auto dot = labels.find('.');
    if (dot == std::string_view::npos) return labels.size() >= 2 && labels.size() <= 3;
    return dot >= 2 && dot <= 3 && labels.size() == dot + 3 && labels.find('.', dot + 1) == std::string_view::npos;
}

/// Whole labels only: "google." fits google.com and images.google.co.uk, not notgoogle.com or google.evil.com.
bool host_fits(std::string_view host, const KnownSite& site) {
    const auto at = host.rfind(site.part);
    if (at == std::string_view::npos || (at > 0 && host[at - 1] != '.')) return false;
    const auto rest = host.substr(at + site.part.size());
    if (site.part.back() == '.' ? !ends_domain(rest) : !rest.empty()) return false;
    return site.medium != "organic" || searches(host.substr(0, at));
}

const KnownSite* known_site(std::string_view host) {
    static constexpr KnownSite kSearchApp{"", "google", "organic"};
    if (host == "com.google.android.googlequicksearchbox") return &kSearchApp;
    const auto found =
        std::find_if(kSites.begin(), kSites.end(), [&](const auto& site) { return host_fits(host, site); });
    return found == kSites.end() ? nullptr : &*found;
}

/// Read as browsers do, by hand: strict parsers refuse addresses that people really come from. Empty for what is no
/// address of a site or an app.
std::string host_of(std::string_view url) {
    const auto colon = url.find("://");
    if (colon == std::string_view::npos) return {};
    const auto scheme = to_lower_ascii(url.substr(0, colon));
    if (scheme != "http" && scheme != "https" && scheme != "android-app") return {};
    auto authority = url.substr(colon + 3);
    authority = authority.substr(0, authority.find_first_of("/\\?#"));
    if (const auto user = authority.rfind('@'); user != std::string_view::npos) authority.remove_prefix(user + 1);
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        return end == std::string_view::npos ? std::string() : to_lower_ascii(authority.substr(0, end + 1));
    }
    authority = authority.substr(0, authority.find(':'));
    while (authority.ends_with('.')) authority.remove_suffix(1);
    auto host = kept(to_lower_ascii(authority));
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

/// The last labels that somebody can register. A guess without the public suffix list: a short second label (co.uk,
/// com.pl) and the great builders' domains are taken for public, which at worst lets an own page count as a referral.
std::string_view registrable(std::string_view host) {
    constexpr std::string_view kBuilders[] = {"github.io",    "tilda.ws",      "myshopify.com",   "wixsite.com",
                                              "blogspot.com", "wordpress.com", "livejournal.com", "vercel.app",
                                              "netlify.app",  "pages.dev"};
    const auto last = host.rfind('.');
    if (last == std::string_view::npos || last == 0) return host;
    const auto second = host.rfind('.', last - 1);
    if (second == std::string_view::npos || second == 0) return host;
    const auto two = host.substr(second + 1);
    const bool open =
        last - second - 1 <= 3 || std::find(std::begin(kBuilders), std::end(kBuilders), two) != std::end(kBuilders);
    if (!open) return two;
    const auto third = host.rfind('.', second - 1);
    return third == std::string_view::npos ? host : host.substr(third + 1);
}

bool is_under(std::string_view host, std::string_view parent) {
    return host.size() > parent.size() && host.ends_with(parent) && host[host.size() - parent.size() - 1] == '.' &&
           parent.find('.') != std::string_view::npos;
}

bool is_address(std::string_view host) {
    return host.find_first_not_of("0123456789.") == std::string_view::npos;
}

/// Pages of one owner: the same site, a site and its subdomain, two subdomains of one domain.
bool same_owner(std::string_view a, std::string_view b) {
    if (a == b) return true;
    if (is_address(a) || is_address(b)) return false;
    return is_under(a, b) || is_under(b, a) || registrable(a) == registrable(b);
}

std::optional<char> hex_pair(std::string_view text) {
    int value = 0;
    if (text.size() < 2) return std::nullopt;
    for (const char c : text.substr(0, 2)) {
        if (c >= '0' && c <= '9')
            value = value * 16 + (c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (c - 'a' + 10);
        else if (c >= 'A' && c <= 'F')
            value = value * 16 + (c - 'A' + 10);
        else
            return std::nullopt;
    }
    return static_cast<char>(value);
}

/// Form decoding that takes what is no escape as it stands.
std::string decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = text[at] == '%' ? hex_pair(text.substr(at + 1)) : std::nullopt;
        if (byte) at += 2;
        out += byte ? *byte : text[at] == '+' ? ' ' : text[at];
    }
    return out;
}

void read_tag(Touch& touch, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    if (name == "utm_source")
        touch.source = kept(value);
    else if (name == "utm_medium")
        touch.medium = kept(value);
    else if (name == "utm_campaign")
        touch.campaign = kept(value);
    else if (name == "utm_term")
        touch.term = kept(value);
    else if (name == "utm_content")
        touch.content = kept(value);
    else if (name == "ref")
        touch.ref = kept(value);
    else if (name == "ad_id" || name == "utm_ad")
        touch.ad_id = kept(value);
    else {
        for (const auto& known : kClickIds) {
            if (known.name != name || !touch.click_id.empty()) continue;
            touch.click_id_type = known.name;
            touch.click_id = kept(value);
        }
    }
}

void read_query(Touch& touch, std::string_view url) {
    url = url.substr(0, url.find('#'));
    const auto mark = url.find('?');
    if (mark == std::string_view::npos) return;
    for (auto rest = url.substr(mark + 1); !rest.empty();) {
        const auto pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos) continue;
        read_tag(touch, to_lower_ascii(decoded(pair.substr(0, equals))), decoded(pair.substr(equals + 1)));
    }
}

void read_referrer(Touch& touch, std::string_view referrer, std::string_view landing_url) {
    const auto from = host_of(referrer), landing = host_of(landing_url);
    if (from.empty() || from == landing) return;
    const auto* site = known_site(from);
    // A page built on a great site's own subdomain may still be found through that site.
    if (!site && same_owner(from, landing)) return;
    touch.source = site ? std::string(site->source) : from;
    if (touch.medium.empty()) touch.medium = site ? site->medium : "referral";
}

}  // namespace

Touch touch_from_page(std::string_view landing_url, std::string_view referrer, Millis at) {
    Touch touch;
    touch.at = at;
    touch.landing_page = kept(landing_url);
    touch.referrer = kept(referrer);
    landing_url = landing_url.substr(0, kMostBytes);
    referrer = referrer.substr(0, kMostBytes);
    read_query(touch, landing_url);
    if (touch.source.empty() && !touch.click_id.empty()) {
        for (const auto& known : kClickIds) {
            if (known.name == touch.click_id_type) touch.source = known.source;
        }
        if (touch.medium.empty()) touch.medium = "cpc";
    }
    if (touch.source.empty()) read_referrer(touch, referrer, landing_url);
    const bool known = !touch.source.empty() || !touch.medium.empty() || !touch.campaign.empty() ||
                       !touch.ref.empty() || !touch.ad_id.empty();
    touch.kind = known ? "web" : "direct";
    return touch;
}

Touch touch_from_deep_link(std::string_view payload, Millis at) {
    Touch touch;
    touch.at = at;
    touch.kind = "deep_link";
    touch.ref = kept(payload);
    bool tags = false;
    for (std::string_view rest = payload; !rest.empty();) {
        const auto end = rest.find("__");
        const auto pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
        const auto dash = pair.find('-');
        if (dash == std::string_view::npos) continue;
        auto name = to_lower_ascii(pair.substr(0, dash));
        for (const std::string_view plain : {"source", "medium", "campaign", "term", "content"}) {
            if (name == plain) name = "utm_" + name;
        }
        if (name.starts_with("utm_") || name.ends_with("clid")) {
            read_tag(touch, name, pair.substr(dash + 1));
            tags = true;
        }
    }
    if (!tags) touch.campaign = touch.ref;
    if (touch.source.empty()) touch.source = "deep_link";
    return touch;
}

bool is_direct(const Touch& touch) {
    return touch.kind == "direct";
}

Attribution attribute(const std::vector<Touch>& touches) {
    Attribution out;
    for (const auto& touch : touches) {
        if (!out.first || (is_direct(*out.first) && !is_direct(touch))) out.first = touch;
        if (!out.last || !is_direct(touch) || is_direct(*out.last)) out.last = touch;
    }
    return out;
}

Json write_touch(const Touch& touch) {
    const auto some = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
    return {{"at", to_rfc3339(touch.at)},
            {"kind", touch.kind},
            {"source", some(touch.source)},
            {"medium", some(touch.medium)},
            {"campaign", some(touch.campaign)},
            {"term", some(touch.term)},
            {"content", some(touch.content)},
            {"referrer", some(touch.referrer)},
            {"landing_page", some(touch.landing_page)},
            {"click_id_type", some(touch.click_id_type)},
            {"click_id", some(touch.click_id)},
            {"ref", some(touch.ref)},
            {"ad_id", some(touch.ad_id)}};
}

}  // namespace parley
