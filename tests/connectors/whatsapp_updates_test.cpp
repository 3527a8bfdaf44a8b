#include "tests/connectors/whatsapp_number.hpp"

#include <filesystem>

namespace parley {
namespace {

TEST(WhatsappUpdates, TextWithWhoWroteIt) {
    const auto m = only<MessageReceived>("message_text");
    EXPECT_EQ(m.thread, "12025550143");
    EXPECT_EQ(m.other_threads, std::vector<std::string>{"US.41209876543210987654"});
    EXPECT_EQ(m.person.external_id, "US.41209876543210987654");
    EXPECT_EQ(m.person.other_ids, std::vector<std::string>{"12025550143"});
    EXPECT_EQ(m.person.name, "Олена Коваль");
    EXPECT_EQ(m.person.username, "olena.koval.demo");
    EXPECT_EQ(m.person.phone, "+12025550143");
    EXPECT_TRUE(m.person.phone_proven);
    EXPECT_EQ(m.sent_at, 1'788'000'010'000);
    EXPECT_EQ(m.text,
              "Доброго дня! 👩‍👩‍👧‍👦 Чи є цей колір у "
              "наявності?\nДякую");
    EXPECT_EQ(m.direction, Direction::inbound);
}

TEST(WhatsappUpdates, APersonIsKnownByWhateverIsTold) {
    const auto nameless = only<MessageReceived>("message_text_username_only");
    EXPECT_EQ(nameless.thread, "US.55012345678901234567");
    EXPECT_EQ(nameless.person.username, "alex.demo");
    EXPECT_FALSE(nameless.person.phone);
    EXPECT_EQ(only<MessageReceived>("message_text_bsuid_in_wa_id").thread, nameless.thread);
    const auto linked = only<MessageReceived>("message_text_parent_bsuid");
    EXPECT_EQ(linked.thread, nameless.thread);
    EXPECT_EQ(linked.other_threads, std::vector<std::string>{"US.ENT.77012345678901234567"});
    const auto group = only<MessageReceived>("message_group");
    EXPECT_EQ(group.thread, "group:Y2FwaV9ncm91cDpkZW1vMDAwMQ");
    EXPECT_EQ(group.author_name, "Anna Nowak 🌻");
    EXPECT_FALSE(group.person.phone);
}

TEST(WhatsappUpdates, FilesWithTheirHashInHex) {
    const auto image = only<MessageReceived>("message_image");
    ASSERT_EQ(image.media.size(), 1U);
    EXPECT_EQ(image.kind, MessageKind::image);
    EXPECT_EQ(image.text, "Zdjęcie usterki 🔧");
    EXPECT_EQ(image.media[0].sha256, "4cd9b7672d7fbee8fb51fb1e049f690342035f543a8efe734b7b5ffb0c154a45");
    EXPECT_EQ(image.media[0].source, Json({{"media_id", "500000000000001"}}));
    EXPECT_EQ(only<MessageReceived>("message_audio_voice").kind, MessageKind::voice);
    EXPECT_EQ(only<MessageReceived>("message_audio_voice").media[0].content_type, "audio/ogg");
    EXPECT_EQ(only<MessageReceived>("message_audio_file").kind, MessageKind::audio);
    EXPECT_EQ(only<MessageReceived>("message_video").kind, MessageKind::video);
    EXPECT_EQ(only<MessageReceived>("message_sticker").kind, MessageKind::sticker);
    const auto document = only<MessageReceived>("message_document");
    EXPECT_EQ(document.media[0].name, "Umowa – łódź №7 (ostateczna).pdf");
    EXPECT_EQ(document.text, "Podpisana");
}

TEST(WhatsappUpdates, PlacesCardsAndPresses) {
    const auto place = only<MessageReceived>("message_location").content;
    EXPECT_EQ(place["title"], "Kawiarnia „Pod Różą”");
    EXPECT_DOUBLE_EQ(only<MessageReceived>("message_location_pin").content["latitude"].get<double>(), -33);
    const auto card = only<MessageReceived>("message_contacts");
    EXPECT_EQ(card.content["name"], "Jan Kowalski");
    EXPECT_EQ(card.text, "Hydraulik Demo\njan.kowalski@example.com");
    EXPECT_EQ(card.person.phone, "+" + kAnna) << "somebody else's card tells nothing of the sender";
    const auto own = only<MessageReceived>("message_contacts_request_answer");
    EXPECT_EQ(own.person.phone, "+12025550199");
    EXPECT_TRUE(own.person.phone_proven);
    EXPECT_EQ(only<MessageReceived>("message_template_button").content["payload"], "CONFIRM_VISIT_1042");
    EXPECT_EQ(only<MessageReceived>("message_interactive_button_reply").content["title"], "Świetnie 🤩");
    EXPECT_EQ(only<MessageReceived>("message_interactive_list_reply").content["payload"], "slot_1530");
    EXPECT_EQ(
        Json::parse(
            only<MessageReceived>("message_interactive_flow_reply").content["payload"].get<std::string>())["consent"],
        true);
    EXPECT_EQ(only<MessageReceived>("message_interactive_flow_reply").content["form"],
              Json::parse(R"([{"name":"consent","value":"true"},{"name":"email","value":"anna.nowak@example.com"}])"));
    EXPECT_EQ(only<MessageReceived>("message_order").text,
              "🛒\n2 × SKU-42 · 49.99 PLN\n= 99.98 PLN\n\nProszę o fakturę");
    EXPECT_EQ(only<MessageReceived>("message_text_from_product").content["product"], "SKU-ŁÓDŹ-42");
}

TEST(WhatsappUpdates, AnOrderOfMoreThanCanBeCountedIsRead) {
    MessageReceived read;
    whatsapp::read_content({{"type", "order"},
                            {"order",
                             {{"product_items",
                               {{{"product_retailer_id", "SKU"}, {"quantity", 18446744073709551615ULL}},
                                {{"product_retailer_id", "SKU"}, {"quantity", 2.5}}}}}}},
                           read);
    EXPECT_NE(read.text.find("× SKU"), std::string::npos) << read.text;
    EXPECT_EQ(read.text.find("-9223372036854775808"), std::string::npos) << read.text;
    EXPECT_NE(read.text.find("2.5"), std::string::npos) << read.text;
}

TEST(WhatsappUpdates, WhatIsNotKnownHasAPlaceholder) {
    for (const auto& [name, what] :
         std::vector<std::pair<std::string, std::string>>{{"message_unsupported", "poll_creation"},
                                                          {"message_unknown_type", "hologram"},
                                                          {"message_interactive_without_body", "interactive"},
                                                          {"call_terminated_user_initiated", "call"}}) {
        const auto m = only<MessageReceived>(name);
        EXPECT_EQ(m.kind, MessageKind::unsupported) << name;
        EXPECT_EQ(m.content["what"], what);
        EXPECT_EQ(m.thread, kAnna);
    }
}

TEST(WhatsappUpdates, RepliesForwardsReactionsEditsAndRevokes) {
    EXPECT_EQ(only<MessageReceived>("message_text_reply").reply_to, kOurs);
    EXPECT_FALSE(only<MessageReceived>("message_text_reply").content.contains("forwarded_from"));
    EXPECT_TRUE(only<MessageReceived>("message_text_forwarded").content.contains("forwarded_from"));
    EXPECT_TRUE(only<MessageReceived>("message_text_forwarded_many").content.contains("forwarded_from"));
    const auto on = only<ReactionSeen>("message_reaction");
    EXPECT_EQ(on.external_id, kOurs);
    EXPECT_EQ(on.emoji, std::vector<std::string>{"❤️‍🔥"});
    EXPECT_TRUE(only<ReactionSeen>("message_reaction_removed").emoji.empty());
    const auto edit = only<MessageEdited>("message_edit");
    EXPECT_EQ(edit.text, "Poprawiona treść: jutro o 16:00");
    EXPECT_EQ(edit.external_id, only<MessageDeleted>("message_revoke").external_id);
}

TEST(WhatsappUpdates, AnAdvertIsATouch) {
    const auto m = only<MessageReceived>("message_text_ctwa_referral");
    ASSERT_EQ(m.touches.size(), 1U);
    const auto& touch = m.touches[0];
    EXPECT_EQ(touch.kind, "ad");
    EXPECT_EQ(touch.source, "facebook");
    EXPECT_EQ(touch.campaign, "Napisz do nas");
    EXPECT_EQ(touch.ad_id, "120200000000000001");
    EXPECT_EQ(touch.click_id_type, "ctwa_clid");
    EXPECT_EQ(touch.click_id, text_or(touch.raw, "ctwa_clid"));
    const auto without = only<MessageReceived>("message_text_ctwa_status_ad").touches;
    ASSERT_EQ(without.size(), 1U);
    EXPECT_TRUE(without[0].click_id_type.empty());
}

TEST(WhatsappUpdates, AnotherNumberOrIdIsTheSameConversation) {
    const auto changed = told("message_system_number_changed");
    ASSERT_EQ(changed.size(), 2U);
    const auto& number = std::get<ThreadMoved>(changed[0].body);
    const auto& line = std::get<ChatChanged>(changed[1].body);
    EXPECT_EQ(line.thread, number.to) << "where it goes on";
    EXPECT_EQ(line.what + " " + line.text, "number_changed +447700900789");
    EXPECT_EQ(number.from, kAnna);
    EXPECT_EQ(number.to, "447700900789");
    EXPECT_EQ(number.person.phone, "+447700900789");
    const auto id = only<ThreadMoved>("message_system_user_id_changed");
    EXPECT_EQ(id.from, "US.55012345678901234567");
    EXPECT_EQ(id.to, "US.66012345678901234567");
    const auto update = only<ThreadMoved>("user_id_update");
    EXPECT_EQ(update.from, kAnnaId);
    EXPECT_EQ(update.person.other_ids, std::vector<std::string>{kAnna});
    const auto identity = only<ChatChanged>("message_system_identity_changed");
    EXPECT_EQ(identity.thread, kAnna);
    EXPECT_EQ(identity.what, "identity_changed");
    EXPECT_FALSE(identity.external_id.empty());
    EXPECT_EQ(only<ContactChanged>("user_preferences_stop").person.attributes, Json({{"marketing_messages", "stop"}}));
}

TEST(WhatsappUpdates, EchoesAreTheOwnersAnswers) {
    const auto m = only<MessageReceived>("smb_message_echo");
    EXPECT_EQ(m.direction, Direction::outbound);
    EXPECT_EQ(m.author, AuthorType::operator_);
    EXPECT_EQ(m.thread, kAnna);
    EXPECT_EQ(m.person.external_id, kAnnaId);
    EXPECT_EQ(only<MessageDeleted>("smb_message_echo_revoke").external_id, m.external_id);
}

TEST(WhatsappUpdates, APhoneIsShownAsItIsDialledAndTheThreadKeepsWhatWhatsappCallsIt) {
    const auto from = [](const std::string& wa_id) {
        auto delivery = Json::parse(whatsapp_fixture("message_text"));
        auto& value = delivery["entry"][0]["changes"][0]["value"];
        value["contacts"][0]["wa_id"] = wa_id;
        value["messages"][0]["from"] = wa_id;
        for (auto* one : {&value["contacts"][0], &value["messages"][0]})
            one->erase("user_id"), one->erase("from_user_id");
        return std::get<MessageReceived>(told_in(delivery).at(0).body);
    };
    const std::pair<const char*, const char*> known[] = {
        {"5215512345678", "+525512345678"},  {"525512345678", "+525512345678"}, {"551187654321", "+5511987654321"},
        {"5511987654321", "+5511987654321"}, {"551131234567", "+551131234567"}, {"5491112345678", "+5491112345678"},
        {"541112345678", "+5491112345678"},  {"447700900123", "+447700900123"}, {"12345", "+12345"}};
    for (const auto& [wa_id, phone] : known) {
        const auto message = from(wa_id);
        EXPECT_EQ(message.person.phone, phone) << wa_id;
        EXPECT_TRUE(message.person.phone_proven);
        EXPECT_EQ(message.thread, wa_id) << "it goes there";
    }
}

TEST(WhatsappUpdates, WhoWantsNoMarketingIsKnownAlsoByAMessageThatFailed) {
    auto delivery = Json::parse(whatsapp_fixture("status_failed_marketing_limit"));
    auto& status = delivery["entry"][0]["changes"][0]["value"]["statuses"][0];
    status["errors"][0]["code"] = 131050;
    const auto updates = told_in(delivery);
    ASSERT_EQ(updates.size(), 2U);
    const auto told = std::get<ContactChanged>(updates[0].body);
    EXPECT_EQ(told.person.attributes, Json({{"marketing_messages", "stop"}}));
    EXPECT_FALSE(told.person.external_id.empty());
    EXPECT_EQ(std::get<Receipt>(updates[1].body).error_code, "marketing_stopped");
}

TEST(WhatsappUpdates, Receipts) {
    EXPECT_EQ(only<Receipt>("status_sent").status, MessageStatus::sent);
    EXPECT_EQ(only<Receipt>("status_sent_with_conversation").status, MessageStatus::sent);
    EXPECT_EQ(only<Receipt>("status_delivered").status, MessageStatus::delivered);
    EXPECT_EQ(only<Receipt>("status_read").status, MessageStatus::read);
    EXPECT_EQ(only<Receipt>("status_played").status, MessageStatus::read);
    EXPECT_EQ(only<Receipt>("status_group_read").status, MessageStatus::read);
    const auto failed = only<Receipt>("status_failed_window_closed");
    EXPECT_EQ(failed.status, MessageStatus::failed);
    EXPECT_EQ(failed.error_code, "window_closed");
    EXPECT_EQ(only<Receipt>("status_failed_undeliverable").error_code, "undeliverable");
    EXPECT_EQ(only<Receipt>("status_failed_marketing_limit").error_code, "marketing_limited");
    only<Ignored>("value_errors_only");
    only<Ignored>("user_actions_link_click");
    only<TemplatesChanged>("template_status_update");
}

TEST(WhatsappUpdates, AReceiptSaysWhichOfOursItIs) {
    auto body = Json::parse(whatsapp_fixture("status_delivered"));
    auto& status = body["entry"][0]["changes"][0]["value"]["statuses"][0];
    const auto read = [&](const char* data) {
        status["biz_opaque_callback_data"] = data;
        return whatsapp::parse_hook(dump(body), {kWhatsappNumber, ""}, kReceived).at(0).body;
    };
    const auto whole = std::get<Receipt>(read("parley:77:0:1"));
    EXPECT_EQ(whole.message_id, 77);
    EXPECT_EQ(whole.new_external_id, whole.external_id);
    EXPECT_TRUE(std::holds_alternative<Ignored>(read("parley:77:0:3"))) << "two parts are still to come";
    const auto last = std::get<Receipt>(read("parley:77:2:3"));
    EXPECT_EQ(last.message_id, 77);
    EXPECT_FALSE(last.new_external_id);
    for (const char* foreign : {"", "order 7", "parley:", "parley:x:0:1", "parley:1:2", "parley:1:2:3:4"})
        EXPECT_FALSE(std::get<Receipt>(read(foreign)).message_id) << foreign;
    status["status"] = "failed";
    EXPECT_EQ(std::get<Receipt>(read("parley:77:0:3")).status, MessageStatus::failed) << "whichever fails, it failed";
}

TEST(WhatsappUpdates, ABatchIsJudgedItemByItem) {
    const auto updates = told("batch_mixed");
    ASSERT_EQ(updates.size(), 5U);
    EXPECT_EQ(std::get<MessageReceived>(updates[0].body).text, "pierwsza");
    EXPECT_EQ(std::get<MessageReceived>(updates[1].body).text, "druga (ta sama sekunda)");
    EXPECT_EQ(std::get<Receipt>(updates[2].body).status, MessageStatus::read);
    EXPECT_EQ(std::get<Receipt>(updates[3].body).status, MessageStatus::delivered);
    EXPECT_TRUE(std::holds_alternative<Ignored>(updates[4].body)) << "of another number";

    auto body = Json::parse(whatsapp_fixture("batch_mixed"));
    auto& messages = body["entry"][0]["changes"][0]["value"]["messages"];
    messages[0] = "no object";
    messages.push_back({{"from", kAnna}, {"type", "text"}});
    const auto spoilt = whatsapp::parse_hook(dump(body), {kWhatsappNumber, ""}, kReceived);
    ASSERT_EQ(spoilt.size(), 6U);
    EXPECT_EQ(std::get<NotUnderstood>(spoilt[0].body).pointer, "/entry/0/changes/0/value/messages/0");
    EXPECT_EQ(std::get<MessageReceived>(spoilt[1].body).text, "druga (ta sama sekunda)");
    EXPECT_EQ(std::get<NotUnderstood>(spoilt[2].body).pointer, "/entry/0/changes/0/value/messages/2/id");
}

TEST(WhatsappUpdates, BrokenBodiesAreKeptAndNeverAnError) {
    for (const std::string body :
         {"", "[]", "null", "{}", R"({"object":"page"})", R"({"object":"whatsapp_business_account"})",
          R"({"object":"whatsapp_business_account","entry":[7]})", "{\"object\":\"\xff\"}"}) {
        const auto updates = whatsapp::parse_hook(body, {kWhatsappNumber, ""}, kReceived);
        ASSERT_EQ(updates.size(), 1U) << body;
        EXPECT_TRUE(std::get<NotUnderstood>(updates[0].body).quarantine) << body;
    }
}

/// Every fixture with each of its values replaced by another type: nothing throws, nothing is lost.
TEST(WhatsappUpdates, AnyMemberMayBeOfAnyType) {
    const std::vector<Json> others{
        nullptr, 7, -1.5, "text", true, Json::array(), Json::object(), Json::array({7, "x", nullptr})};
    std::size_t tried = 0;
    const auto walk = [&](auto& self, Json& whole, Json& here) -> void {
        if (!here.is_structured()) return;
        for (auto& inner : here) {
            const Json kept = inner;
            for (const auto& other : others) {
                inner = other;
                EXPECT_FALSE(whatsapp::parse_hook(dump(whole), {kWhatsappNumber, ""}, kReceived).empty());
                ++tried;
            }
            inner = kept;
            self(self, whole, inner);
        }
    };
    for (const auto& entry : std::filesystem::directory_iterator(std::string(PARLEY_FIXTURES) + "/whatsapp")) {
        auto body = Json::parse(whatsapp_fixture(entry.path().stem().string()));
        if (body.is_object() && body.contains("object")) walk(walk, body, body);
    }
    EXPECT_GT(tried, 5000U);
}

}  // namespace
}  // namespace parley
