#include "server/app/demo/phrases.hpp"

namespace parley::sample {

const Phrases& english();
const Phrases& russian();
const Phrases& polish();

namespace {

constexpr Name kEnglishMen[] = {{"James", "james"}, {"Oliver", "oliver"}, {"Harry", "harry"}, {"George", "george"},
                                {"Liam", "liam"},   {"Noah", "noah"},     {"Adam", "adam"},   {"Ben", "ben"}};
constexpr Name kEnglishWomen[] = {{"Julia", "julia"}, {"Emma", "emma"},   {"Olivia", "olivia"}, {"Sophie", "sophie"},
                                  {"Grace", "grace"}, {"Alice", "alice"}, {"Lucy", "lucy"},     {"Hannah", "hannah"}};
constexpr std::string_view kEnglishFamilies[] = {"Hughes", "Carter",  "Bennett", "Walsh",  "Murphy", "Schmidt", "Novak",
                                                 "Larsen", "Jansen",  "Fischer", "Turner", "Cooper", "Bailey",  "Reed",
                                                 "Foster", "Griffin", "Shaw",    "Weber",  "Doyle",  "Palmer"};
constexpr Name kRussianMen[] = {{"Дмитрий", "dmitry"}, {"Андрей", "andrey"}, {"Сергей", "sergey"}, {"Максим", "maxim"},
                                {"Иван", "ivan"},      {"Павел", "pavel"},   {"Артём", "artem"},   {"Олег", "oleg"}};
constexpr Name kRussianWomen[] = {{"Анна", "anna"},       {"Елена", "elena"}, {"Мария", "maria"},
                                  {"Наталья", "natalia"}, {"Дарья", "daria"}, {"Ксения", "ksenia"},
                                  {"Полина", "polina"},   {"Вера", "vera"}};
constexpr std::string_view kRussianMenFamilies[] = {"Соколов", "Лебедев", "Козлов", "Новиков", "Морозов", "Волков",
                                                    "Павлов",  "Семёнов", "Егоров", "Орлов",   "Макаров", "Зайцев"};
constexpr std::string_view kRussianWomenFamilies[] = {"Соколова", "Лебедева", "Козлова",  "Новикова",
                                                      "Морозова", "Волкова",  "Павлова",  "Семёнова",
                                                      "Егорова",  "Орлова",   "Макарова", "Зайцева"};
constexpr Name kPolishMen[] = {{"Marek", "marek"}, {"Piotr", "piotr"},   {"Paweł", "pawel"},   {"Michał", "michal"},
                               {"Jakub", "jakub"}, {"Łukasz", "lukasz"}, {"Tomasz", "tomasz"}, {"Kamil", "kamil"}};
constexpr Name kPolishWomen[] = {
    {"Agnieszka", "agnieszka"}, {"Zofia", "zofia"},   {"Magdalena", "magdalena"},   {"Ewa", "ewa"},
    {"Karolina", "karolina"},   {"Joanna", "joanna"}, {"Małgorzata", "malgorzata"}, {"Anna", "anna"}};
constexpr std::string_view kPolishMenFamilies[] = {"Wójcik", "Kaczmarek", "Kowalski", "Wiśniewski", "Lewandowski",
                                                   "Mazur",  "Krawczyk",  "Zając",    "Król",       "Jabłoński",
                                                   "Wróbel", "Pawlak",    "Górski",   "Sikora",     "Dudek"};
constexpr std::string_view kPolishWomenFamilies[] = {"Wójcik", "Kaczmarek", "Kowalska", "Wiśniewska", "Lewandowska",
                                                     "Mazur",  "Krawczyk",  "Zając",    "Król",       "Jabłońska",
                                                     "Wróbel", "Pawlak",    "Górska",   "Sikora",     "Dudek"};
constexpr Names kNames[] = {{kEnglishMen, kEnglishWomen, kEnglishFamilies, kEnglishFamilies, "+447700"},
                            {kRussianMen, kRussianWomen, kRussianMenFamilies, kRussianWomenFamilies, "+3712"},
                            {kPolishMen, kPolishWomen, kPolishMenFamilies, kPolishWomenFamilies, "+4850"}};

constexpr Model kModels[] = {{"Trail 29", 1290}, {"Gravel X", 1690}, {"City Step", 740},
                             {"City Nine", 890}, {"Tour 28", 1090},  {"Cargo E", 3490},
                             {"Urban E", 2390},  {"Road S", 2150},   {"Folding 16", 980}};

constexpr Way kWays[] = {
    {22, "https://nordwind.example/trail?utm_source=google&utm_medium=cpc&utm_campaign=autumn&gclid=Cj0KEQ",
     "https://www.google.com/"},
    {10, "https://nordwind.example/city?utm_source=google&utm_medium=cpc&utm_campaign=city-bikes&gclid=EAIaIQ",
     "https://www.google.com/"},
    {16, "https://nordwind.example/kids?utm_source=facebook&utm_medium=cpc&utm_campaign=kids-bikes&fbclid=IwAR0",
     "https://www.facebook.com/"},
    {8, "https://nordwind.example/cargo?utm_source=facebook&utm_medium=cpc&utm_campaign=cargo-days&fbclid=IwAR1",
     "https://l.facebook.com/"},
    {9, "https://nordwind.example/", "https://www.instagram.com/"},
    {16, "https://nordwind.example/", "https://www.google.com/"},
    {14, "https://nordwind.example/", ""},
    {6, "https://nordwind.example/gravel", "https://bikeforum.example/threads/gravel"},
    {4, "https://nordwind.example/offers?utm_source=newsletter&utm_medium=email&utm_campaign=november", ""},
};
constexpr Way kRussianWays[] = {
    {24, "https://nordwind.example/city?utm_source=yandex&utm_medium=cpc&utm_campaign=city-bikes&yclid=7731",
     "https://yandex.ru/"},
    {14, "https://nordwind.example/trail?utm_source=google&utm_medium=cpc&utm_campaign=autumn&gclid=Cj0KEQ",
     "https://www.google.com/"},
    {12, "https://nordwind.example/kids?utm_source=facebook&utm_medium=cpc&utm_campaign=kids-bikes&fbclid=IwAR2",
     "https://www.facebook.com/"},
    {14, "https://nordwind.example/", "https://www.google.com/"},
    {12, "https://nordwind.example/", "https://vk.com/"},
    {14, "https://nordwind.example/", ""},
    {5, "https://nordwind.example/gravel", "https://velo.example/forum"},
};

}  // namespace

const Phrases& phrases(Language language) {
    switch (language) {
        case Language::ru:
            return russian();
        case Language::pl:
            return polish();
        case Language::en:
            break;
    }
    return english();
}

const Names& names(Language language) {
    return kNames[static_cast<std::size_t>(language)];
}

std::span<const Model> models() {
    return kModels;
}

std::span<const Way> ways(Language language) {
    if (language == Language::ru) return kRussianWays;
    return kWays;
}

}  // namespace parley::sample
