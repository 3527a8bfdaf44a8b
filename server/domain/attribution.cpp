#include "server/domain/attribution.hpp"

#include <boost/url/parse.hpp>

#include <array>

#include "server/base/text.hpp"

namespace parley {
namespace {

constexpr std::size_t kMost = 512;

std::string kept(std::string_view text) {
    return std::string(cut_code_points(clean(first_invalid_utf8(text) == std::string_view::npos ? std::string(text) : repair_utf8(text)), kMost));
}

struct ClickId {
    std::string_view name, source;
};
constexpr std::array<ClickId, 10> kClickIds{{{"gclid", "google"}, {"gbraid", "google"}, {"wbraid", "google"}, {"yclid", "yandex"},
                                             {"fbclid", "facebook"}, {"ttclid", "tiktok"}, {"msclkid", "bing"}, {"vkclid", "vk"},
                                             {"rb_clickid", "vk"}, {"li_fat_id", "linkedin"}}};

struct KnownSite {
    std::string_view part, source, medium;
};
constexpr std::array<KnownSite, 21> kSites{{{"google.", "google", "organic"}, {"yandex.", "yandex", "organic"}, {"ya.ru", "yandex", "organic"},
                                            {"bing.com", "bing", "organic"}, {"duckduckgo.com", "duckduckgo", "organic"},
                                            {"yahoo.", "yahoo", "organic"}, {"baidu.com", "baidu", "organic"}, {"ecosia.org", "ecosia", "organic"},
                                            {"go.mail.ru", "mail.ru", "organic"}, {"facebook.com", "facebook", "social"},
                                            {"instagram.com", "instagram", "social"}, {"vk.com", "vk", "social"}, {"ok.ru", "ok", "social"},
                                            {"t.co", "twitter", "social"}, {"x.com", "twitter", "social"}, {"linkedin.com", "linkedin", "social"},
                                            {"lnkd.in", "linkedin", "social"}, {"youtube.com", "youtube", "social"}, {"tiktok.com", "tiktok", "social"},
                                            {"pinterest.", "pinterest", "social"}, {"t.me", "telegram", "social"}}};

/// `part` matches whole labels: "google." fits google.com and www.google.co.uk, not notgoogle.com.
bool host_fits(std::string_view host, std::string_view part) {
    const auto at = host.find(part);
    if (at == std::string_view::npos || (at > 0 && host[at - 1] != '.')) return false;
    return part.back() == '.' || at + part.size() == host.size();
}

std::string host_of(std::string_view url) {
    const auto parsed = boost::urls::parse_uri_reference(url);
    if (!parsed) return {};
    auto host = to_lower_ascii(std::string(parsed->encoded_host()));
    if (host.starts_with("www.")) host.erase(0, 4);
    return host;
}

void read_tag(Touch& touch, std::string_view name, std::string_view value) {
    if (value.empty()) return;
    if (name == "utm_source") touch.source = kept(value);
    else if (name == "utm_medium") touch.medium = kept(value);
    else if (name == "utm_campaign") touch.campaign = kept(value);
    else if (name == "utm_term") touch.term = kept(value);
    else if (name == "utm_content") touch.content = kept(value);
    else if (name == "ref") touch.ref = kept(value);
    else if (name == "ad_id" || name == "utm_ad") touch.ad_id = kept(value);
    else {
        for (const auto& known : kClickIds) {
            if (known.name != name || !touch.click_id.empty()) continue;
            touch.click_id_type = known.name;
            touch.click_id = kept(value);
        }
    }
}

void read_query(Touch& touch, std::string_view url) {
    const auto parsed = boost::urls::parse_uri_reference(url);
    if (!parsed) return;
    for (const auto& parameter : parsed->params()) {
        if (parameter.has_value) read_tag(touch, to_lower_ascii(parameter.key), parameter.value);
    }
}

}  // namespace

Touch touch_from_page(std::string_view landing_url, std::string_view referrer, Millis at) {
    Touch touch;
    touch.at = at;
    touch.landing_page = kept(landing_url);
    touch.referrer = kept(referrer);
    read_query(touch, landing_url);
    if (touch.source.empty() && !touch.click_id.empty()) {
        for (const auto& known : kClickIds) {
            if (known.name == touch.click_id_type) touch.source = known.source;
        }
        if (touch.medium.empty()) touch.medium = "cpc";
    }
    const auto from = host_of(referrer);
    if (touch.source.empty() && !from.empty() && from != host_of(landing_url)) {
        touch.source = from;
        if (touch.medium.empty()) touch.medium = "referral";
        for (const auto& site : kSites) {
            if (!host_fits(from, site.part)) continue;
            touch.source = site.source;
            touch.medium = site.medium;
            break;
        }
    }
    const bool known = !touch.source.empty() || !touch.campaign.empty() || !touch.ref.empty();
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

bool is_direct(const Touch& touch) { return touch.kind == "direct"; }

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
    return {{"at", to_rfc3339(touch.at)},        {"kind", touch.kind},
            {"source", some(touch.source)},      {"medium", some(touch.medium)},
            {"campaign", some(touch.campaign)},  {"term", some(touch.term)},
            {"content", some(touch.content)},    {"referrer", some(touch.referrer)},
            {"landing_page", some(touch.landing_page)}, {"click_id_type", some(touch.click_id_type)},
            {"click_id", some(touch.click_id)},  {"ref", some(touch.ref)},
            {"ad_id", some(touch.ad_id)}};
}

}  // namespace parley
