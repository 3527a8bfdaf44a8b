#include "server/domain/identity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace parley {
namespace {

PersonFacts mail(const char* address, bool verified) {
    PersonFacts facts;
    facts.email = address;
    facts.email_verified = verified;
    return facts;
}

PersonFacts phone(const char* number, bool verified) {
    PersonFacts facts;
    facts.phone = number;
    facts.phone_verified = verified;
    return facts;
}

TEST(Identity, TheSameVerifiedEmailIsTheSameContact) {
    const auto result = match(mail(" Anna@Example.COM ", true),
                              {{7, mail("anna@example.com", true)}, {8, mail("ann@example.com", true)}});
    EXPECT_EQ(result.contact_id, 7);
    ASSERT_EQ(result.evidence.size(), 1U);
    EXPECT_EQ(result.evidence[0].what, "verified_email");
    EXPECT_EQ(result.evidence[0].value, "anna@example.com");
    EXPECT_TRUE(result.suggestions.empty());
}

TEST(Identity, TheSameVerifiedPhoneIsTheSameContactHoweverItIsWritten) {
    EXPECT_EQ(match(phone("+48 (600) 100-200", true), {{7, phone("0048600100200", true)}}).contact_id, 7);
}

TEST(Identity, AFactThatOnlyOneSideProvedIsASuggestion) {
    for (const bool ours : {false, true}) {
        const auto result = match(mail("anna@example.com", ours), {{7, mail("anna@example.com", !ours)}});
        EXPECT_FALSE(result.contact_id);
        ASSERT_EQ(result.suggestions.size(), 1U);
        EXPECT_EQ(result.suggestions[0].contact_id, 7);
        EXPECT_EQ(result.suggestions[0].evidence[0].what, "email");
    }
}

TEST(Identity, VerifiedFactsOfTwoContactsJoinNeither) {
    auto person = mail("anna@example.com", true);
    person.phone = "+48600100200";
    person.phone_verified = true;
    const auto result = match(person, {{7, mail("anna@example.com", true)}, {8, phone("+48600100200", true)}});
    EXPECT_FALSE(result.contact_id);
    EXPECT_EQ(result.suggestions.size(), 2U);
}

TEST(Identity, ASharedNumberDoesNotJoinTwoProvenMailboxes) {
    auto husband = phone("+48600100200", true);
    husband.email = "jan@example.com";
    husband.email_verified = true;
    auto wife = husband;
    wife.email = "anna@example.com";
    const auto result = match(wife, {{7, husband}});
    EXPECT_FALSE(result.contact_id);
    ASSERT_EQ(result.suggestions.size(), 1U);
    EXPECT_EQ(result.suggestions[0].evidence[0].what, "verified_phone");
}

TEST(Identity, ANameAloneSuggestsNobodyButStrengthensOtherEvidence) {
    PersonFacts anna;
    anna.name = "Анна Орлова";
    EXPECT_TRUE(match(anna, {{7, anna}}).suggestions.empty());
    auto other = anna;
    other.username = "@Anna_O";
    auto third = other;
    third.name = "Someone else";
    const auto result = match(other, {{9, third}, {8, other}});
    ASSERT_EQ(result.suggestions.size(), 2U);
    EXPECT_EQ(result.suggestions[0].contact_id, 8);
    EXPECT_FALSE(result.contact_id);
}

TEST(Identity, NumbersOfMexicoAndBrazilAreTheSameHoweverTheyAreWritten) {
    const std::pair<const char*, const char*> known[] = {
        {"+52 1 55 1234 5678", "+525512345678"},  {"+52 55 1234 5678", "+525512345678"},
        {"+52 155 123 4567", "+521551234567"},  // ten digits, of an area that begins with 1
        {"+55 11 9 8765 4321", "+5511987654321"}, {"+55 11 8765-4321", "+5511987654321"},
        {"+55 11 6123-4567", "+5511961234567"},   {"+55 11 3123-4567", "+551131234567"},  // a landline
        {"+55 11 5123-4567", "+551151234567"},    {"+54 9 11 1234-5678", "+5491112345678"},
        {"+54 11 1234-5678", "+541112345678"},  // may be a landline
        {"+521 551 2345", "+5215512345"},         {"+48 600 100 200", "+48600100200"},
    };
    for (const auto& [written, normal] : known) {
        EXPECT_EQ(normal_phone(written), normal) << written;
        EXPECT_EQ(normal_phone(normal), normal) << "and again";
    }
    EXPECT_EQ(match(phone("+5215512345678", true), {{7, phone("+52 55 1234 5678", true)}}).contact_id, 7);
}

TEST(Identity, EmptyAndBrokenFactsMatchNothing) {
    for (const char* broken : {"", "@", "no-address", "a@b", "a@@b.com", "a b@c.com", "a@.com", "a@b..com"}) {
        EXPECT_EQ(normal_email(broken), "") << broken;
        EXPECT_TRUE(match(mail(broken, true), {{7, mail(broken, true)}}).suggestions.empty()) << broken;
    }
    for (const char* broken :
         {"", "+", "600100200", "+0600100200", "+48 600 ext 5", "+1234567890123456", "00", "+123456"}) {
        EXPECT_EQ(normal_phone(broken), "") << broken;
        EXPECT_FALSE(match(phone(broken, true), {{7, phone(broken, true)}}).contact_id) << broken;
    }
}

TEST(Identity, TagsAndDotsOfAnAddressTellPeopleApart) {
    EXPECT_EQ(normal_email("A.nna+Shop@Example.com"), "a.nna+shop@example.com");
    EXPECT_FALSE(match(mail("anna@example.com", true), {{7, mail("a.nna@example.com", true)}}).contact_id);
}

TEST(Identity, NeverJoinsWithoutAProvenFactOnBothSidesAndDoesNotDependOnTheOrder) {
    std::mt19937 random(11);
    const char* mails[] = {"", "a@x.com", "b@x.com"};
    const char* phones[] = {"", "+48600100200", "+48600100201"};
    const auto any = [&] {
        PersonFacts facts;
        facts.email = mails[random() % 3];
        facts.phone = phones[random() % 3];
        facts.email_verified = random() % 2 == 0;
        facts.phone_verified = random() % 2 == 0;
        return facts;
    };
    int joined = 0;
    for (int round = 0; round < 5000; ++round) {
        const auto person = any();
        std::vector<KnownContact> contacts;
        for (std::int64_t id = 1; id <= 3; ++id) contacts.push_back({id, any()});
        const auto result = match(person, contacts);
        std::vector<std::int64_t> proven;
        for (const auto& one : contacts) {
            const auto& f = one.facts;
            const bool email = !f.email.empty() && f.email == person.email && f.email_verified && person.email_verified;
            const bool number =
                !f.phone.empty() && f.phone == person.phone && f.phone_verified && person.phone_verified;
            if (email || number) proven.push_back(one.id);
        }
        if (result.contact_id) {
            ++joined;
            ASSERT_EQ(proven, std::vector<std::int64_t>{*result.contact_id});
        }
        for (const auto& one : result.suggestions) ASSERT_NE(one.contact_id, result.contact_id);
        std::shuffle(contacts.begin(), contacts.end(), random);
        ASSERT_EQ(match(person, contacts).contact_id, result.contact_id);
    }
    EXPECT_GT(joined, 100);
}

}  // namespace
}  // namespace parley
