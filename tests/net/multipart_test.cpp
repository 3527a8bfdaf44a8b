#include "server/net/multipart.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

const std::string kType = "multipart/form-data; boundary=B";

FormPart file(std::string name, std::string file_name, std::string type, std::string content) {
    return {std::move(name), std::move(file_name), std::move(type), std::move(content)};
}

TEST(Multipart, WhatIsWrittenReadsBack) {
    std::string binary;
    for (int i = 0; i < 256; ++i) binary += static_cast<char>(i);
    const std::vector<FormPart> parts{file("text", "", "", "żółw"), file("photo", "a b.png", "image/png", binary),
                                      file("empty", "", "", ""), file("breaks", "", "", "\r\n--B\r\n\r\n--")};
    const auto form = write_multipart(parts);
    const auto read = read_multipart(form.content_type, form.body);
    ASSERT_TRUE(read.has_value()) << read.error().detail();
    ASSERT_EQ(read->size(), parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
        EXPECT_EQ((*read)[i].name, parts[i].name);
        EXPECT_EQ((*read)[i].file_name, parts[i].file_name);
        EXPECT_EQ((*read)[i].content_type, parts[i].content_type);
        EXPECT_EQ((*read)[i].content, parts[i].content);
    }
}

TEST(Multipart, AFileNameCannotBreakOutOfItsHeader) {
    const auto form = write_multipart({file("f", "a\"\r\nX-Evil: 1\r\n\r\n.png", "image/png\r\nX-Evil: 2", "x")});
    EXPECT_EQ(form.body.find("\r\nX-Evil"), std::string::npos) << form.body;
}

TEST(Multipart, BrowsersQuotedBoundariesAndFieldsInAnyCaseAreRead) {
    const auto read =
        read_multipart("Multipart/Form-Data; charset=utf-8; boundary=\"B\"",
                       "preamble\r\n--B\r\ncontent-disposition: form-data; filename=\"x.txt\"; name=\"n\"\r\n"
                       "CONTENT-TYPE: text/plain\r\n\r\nbody\r\n--B--\r\nepilogue");
    ASSERT_TRUE(read.has_value()) << read.error().detail();
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ((*read)[0].name, "n");
    EXPECT_EQ((*read)[0].file_name, "x.txt");
    EXPECT_EQ((*read)[0].content_type, "text/plain");
    EXPECT_EQ((*read)[0].content, "body");
}

TEST(Multipart, AMarkInsideTheContentIsContent) {
    const auto read =
        read_multipart(kType, "--B\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\na--Bb\r\n--B--\r\n");
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ((*read)[0].content, "a--Bb");
}

TEST(Multipart, WhatIsNotWholeIsAnError) {
    const std::string part = "--B\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nx";
    for (const std::string& body :
         {std::string(), std::string("--B"), std::string("--B\r\n"), part, part + "\r\n", part + "\r\n--B",
          std::string("--B\r\nContent-Disposition: form-data; name=\"n\"\r\nx\r\n--B--\r\n")}) {
        EXPECT_FALSE(read_multipart(kType, body).has_value()) << body;
    }
}

TEST(Multipart, AnotherContentTypeIsRefused) {
    for (const char* type : {"", "application/json", "multipart/form-data",
                             "multipart/form-data; boundary=", "multipart/mixed; boundary=B"}) {
        EXPECT_FALSE(read_multipart(type, "--B--\r\n").has_value()) << type;
    }
}

TEST(Percent, EscapesAreMadeAndTakenBack) {
    EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
    EXPECT_EQ(percent_encode("a b/ł&"), "a%20b%2F%C5%82%26");
    EXPECT_EQ(*percent_decode("a%20b%2f%C5%82+"), "a b/ł+");
    EXPECT_EQ(*percent_decode("a+b", true), "a b");
    EXPECT_EQ(*percent_decode("%41"), "A");
    for (const char* text : {"%", "%4", "%4g", "%g4", "%00", "a%"})
        EXPECT_FALSE(percent_decode(text).has_value()) << text;
}

TEST(ContentDisposition, TheNameCannotBreakTheHeaderOrLeaveItsFolder) {
    const auto header = content_disposition("attachment", "../a\"b\\c\r\nX: 1;\x01.txt");
    EXPECT_EQ(header.find_first_of("\r\n\x01\\"), std::string::npos) << header;
    EXPECT_EQ(header.find('/'), std::string::npos) << header;
    EXPECT_EQ(header.find("%2F"), std::string::npos) << header;
    EXPECT_TRUE(header.starts_with("attachment; filename=\""));
}

TEST(ContentDisposition, NamesInAnyScriptArriveWhole) {
    const auto header = content_disposition("inline", "счёт 1.pdf");
    EXPECT_TRUE(header.starts_with("inline; filename=\"")) << header;
    EXPECT_NE(header.find("filename*=UTF-8''%D1%81%D1%87%D1%91%D1%82%201.pdf"), std::string::npos) << header;
}

TEST(ContentDisposition, ANameThatHidesItsEndingByDirectionMarksIsCleaned) {
    const auto header = content_disposition("attachment", "photo\u202Egpj.exe");
    EXPECT_EQ(header.find("%E2%80%AE"), std::string::npos) << header;
}

}  // namespace
}  // namespace parley
