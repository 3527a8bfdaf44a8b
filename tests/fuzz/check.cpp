#include "tests/fuzz/check.hpp"

#include "server/base/text.hpp"

#include <cstdio>
#include <cstdlib>

namespace parley::fuzz {
namespace {

void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "an update breaks a promise: %s\n", what);
    std::abort();
}

void readable(const std::string& text) {
    must(first_invalid_utf8(text) == std::string::npos, "text is UTF-8");
}
void readable(const std::optional<std::string>& text) {
    if (text) readable(*text);
}
void readable(const std::vector<std::string>& texts) {
    for (const auto& text : texts) readable(text);
}
/// By writing it: that throws where a text inside is not UTF-8.
void readable(const Json& json) {
    try {
        (void)json.dump();
    } catch (const Json::exception&) {
        must(false, "JSON can be written");
    }
}

void check_marks(const std::string& text, const Json& content) {
    const Json* marks = find(content, "marks");
    if (!marks) return;
    must(marks->is_array(), "marks are a list");
    const auto units = static_cast<std::int64_t>(count_utf16(text));
    for (const auto& mark : *marks) {
        const auto offset = integer_of(mark, "offset"), length = integer_of(mark, "length");
        must(offset && length && *offset >= 0 && *length > 0, "a mark has a place");
        must(*offset < units && *length <= units - *offset, "a mark lies inside its text");
    }
}

void check_content(const std::string& text, const Json& content) {
    readable(text);
    must(content.is_null() || content.is_object(), "content is an object or null");
    readable(content);
    check_marks(text, content);
}

void check_person(const Person& person) {
    readable(person.external_id);
    readable(person.other_ids);
    for (const auto* text :
         {&person.name, &person.username, &person.phone, &person.email, &person.language, &person.avatar_url})
        readable(*text);
    must(person.attributes.is_null() || person.attributes.is_object(), "attributes are an object or null");
    readable(person.attributes);
}

void check_touch(const Touch& touch) {
    for (const auto* text :
         {&touch.kind, &touch.source, &touch.medium, &touch.campaign, &touch.term, &touch.content, &touch.referrer,
          &touch.landing_page, &touch.click_id_type, &touch.click_id, &touch.ref, &touch.ad_id})
        readable(*text);
    readable(touch.raw);
}

struct Check {
    void operator()(const MessageReceived& m) const {
        must(!m.external_id.empty(), "a message has an id");
        must(!m.thread.empty() || m.reply_to, "a message has a thread, or says what it replies to");
        must(!m.person.external_id.empty() || m.thread.empty(), "a message is somebody's");
        readable(m.thread);
        readable(m.other_threads);
        readable(m.external_id);
        readable(m.author_name);
        readable(m.reply_to);
        readable(m.album);
        readable(m.own_id);
        readable(m.account);
        check_person(m.person);
        check_content(m.text, m.content);
        for (const auto& file : m.media) {
            readable(file.name);
            readable(file.content_type);
            must(file.source.is_object() || !file.inline_bytes.empty(), "a file's bytes can be had");
            readable(file.source);
        }
        for (const auto& touch : m.touches) check_touch(touch);
    }
    void operator()(const MessageEdited& m) const {
        must(!m.external_id.empty(), "an edit names its message");
        readable(m.thread);
        readable(m.external_id);
        check_content(m.text.value_or(""), m.content);
    }
    void operator()(const MessageDeleted& m) const {
        must(!m.external_id.empty(), "a deletion names its message");
        readable(m.thread);
        readable(m.external_id);
    }
    void operator()(const ReactionSeen& r) const {
        must(!r.external_id.empty(), "a reaction names its message");
        readable(r.external_id);
        readable(r.emoji);
        check_person(r.person);
    }
    void operator()(const Receipt& r) const {
        must(r.external_id || r.message_id || r.before || (r.up_to && r.thread), "a receipt is of something");
        readable(r.thread);
        readable(r.external_id);
        readable(r.error_code);
        readable(r.error_message);
        readable(r.new_external_id);
    }
    void operator()(const ReferralSeen& r) const {
        must(!r.thread.empty(), "a referral has a thread");
        readable(r.thread);
        check_person(r.person);
        check_touch(r.touch);
    }
    void operator()(const ContactChanged& c) const {
        must(!c.person.external_id.empty(), "a change is somebody's");
        check_person(c.person);
        readable(c.thread);
        readable(c.reason);
        readable(c.cleared);
    }
    void operator()(const ChatChanged& c) const {
        must(!c.thread.empty() && !c.what.empty(), "a chat's change has a thread and a name");
        readable(c.thread);
        readable(c.external_id);
        readable(c.what);
        readable(c.names);
        readable(c.text);
        readable(c.by);
    }
    void operator()(const ThreadMoved& m) const {
        must(!m.from.empty() && !m.to.empty(), "a move has both ends");
        readable(m.from);
        readable(m.to);
        check_person(m.person);
    }
    void operator()(const AccountChanged& a) const {
        must(!a.key.empty(), "an account has a key");
        readable(a.key);
        readable(a.owner);
        readable(a.cannot_reply);
        readable(a.trouble);
    }
    void operator()(const TypingSeen& t) const { readable(t.thread); }
    void operator()(const ChannelTrouble& t) const {
        must(!t.state.empty(), "trouble has a state");
        readable(t.detail);
    }
    void operator()(const TemplatesChanged&) const {}
    void operator()(const LookUp& b) const { must(!b.external_id.empty(), "a name for what is looked up"); }
    void operator()(const Ignored& i) const { readable(i.why); }
    void operator()(const NotUnderstood& n) const {
        must(!n.code.empty(), "what is not understood has a code");
        readable(n.code);
        readable(n.detail);
        readable(n.pointer);
    }
};

}  // namespace

void check(const std::vector<Update>& updates) {
    for (const auto& update : updates) {
        readable(update.update_id);
        std::visit(Check{}, update.body);
    }
}

}  // namespace parley::fuzz
