#pragma once

#include "server/base/clock.hpp"
#include "server/base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// One recorded contact with our marketing. Every member is cut to 512 characters; empty means unknown.
struct Touch {
    Millis at = 0;
    std::string kind;  ///< web, deep_link, referral, ad, api, direct
    std::string source, medium, campaign, term, content;
    std::string referrer, landing_page;
    std::string click_id_type, click_id;
    std::string ref, ad_id;
    Json raw;
};

/// From the page a visitor came in by: utm tags, click ids (gclid, yclid, fbclid ...; without utm they name source and
/// `cpc`), else the referrer (search engines are `organic`, social networks `social`, others `referral`; the site's own
/// pages and those of its domain's other sites are no source). Escapes are read leniently; what follows 16 KiB is not
/// read. Hostile URLs give a direct touch, never an error.
Touch touch_from_page(std::string_view landing_url, std::string_view referrer, Millis at);

/// From a messenger's start payload. `utm_source-google__utm_campaign-autumn` (also `source-`, `campaign-` ...) is read
/// as tags: pairs parted by `__`, name and value by the first `-`. Anything else is a `ref` which names the campaign as
/// well.
Touch touch_from_deep_link(std::string_view payload, Millis at);

bool is_direct(const Touch& touch);

/// First and last touch kept apart. Direct visits count only where there is nothing else.
struct Attribution {
    std::optional<Touch> first, last;
};
Attribution attribute(const std::vector<Touch>& touches);

Json write_touch(const Touch& touch);

}  // namespace parley
