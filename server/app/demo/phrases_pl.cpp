#include "server/app/demo/phrases.hpp"

namespace parley::sample {
namespace {

constexpr Talk kTalks[] = {
    {Purpose::purchase,
     {"<Czy model {model} jest dostępny w rozmiarze {size}?",
      ">Tak, zostały dwie sztuki w rozmiarze {size}. Może chce Pan/Pani przymierzyć?",
      "<Ile wyjdzie z dostawą do miasta {city}?", ">{price} EUR, dostawa powyżej 500 EUR jest bezpłatna.",
      "<Super, da się odłożyć jedną do {day}?", ">Odłożone, czeka do końca dnia.", "<Dziękuję!"}},
    {Purpose::purchase,
     {"<Mam 184 cm wzrostu, jaki rozmiar {model} wybrać?",
      ">Rozmiar L pasuje od 178 do 186 cm. Do sportowej jazdy także M.", "<A jaka jest cena?",
      ">{price} EUR, pierwszy przegląd w cenie.", "<Dziękuję, zastanowię się."}},
    {Purpose::purchase,
     {"<Co polecacie na codzienny dojazd, 12 km w jedną stronę?",
      ">{model}: błotniki, oświetlenie z dynama i bagażnik w cenie {price} EUR.", "<Czy mogę przetestować w sobotę?",
      ">Oczywiście, jesteśmy od 10 do 16. Zapisać na 11?", "<11 pasuje, do zobaczenia."}},
    {Purpose::purchase,
     {"<Czy przyjmujecie stary rower w rozliczeniu? [picture]",
      ">Tak! Ze zdjęcia około 150 EUR, serwis musi go jeszcze obejrzeć.", "<Chciałbym dopłacić do {model}.",
      ">Wtedy {price} EUR minus 150. Proszę przyjechać do {day}, to trwa 20 minut.", "<Dobrze, będę."}},
    {Purpose::purchase,
     {"<Szukam roweru dla córki, 7 lat, 122 cm.", ">Kids 20 będzie dobry na dwa, trzy lata. {price} EUR.",
      "<Jakie są kolory?", ">Czerwony, miętowy i niebieski, wszystkie na miejscu.",
      "<To miętowy. Zdążycie dostarczyć do {day}? Miasto {city}.", ">Tak, jeśli zamówienie wpłynie dzisiaj.",
      "<Zamówione, bardzo dziękuję!"}},
    {Purpose::wholesale,
     {"<Prosimy o cennik na 12 rowerów miejskich do hotelu, miasto {city}.",
      ">Chętnie, oto aktualny cennik dla partnerów. [prices]", "<Czy jest rabat od 20 sztuk?",
      ">Od 20 sztuk 14 procent, montujemy na miejscu.", "<Poproszę ofertę na 20 sztuk {model}.",
      ">Oferta jest w drodze: 20 x {model}, dostawa za dwa tygodnie."}},
    {Purpose::order,
     {"<Gdzie jest moje zamówienie {order}? Miało dotrzeć wczoraj.",
      ">Sprawdziłem u przewoźnika: paczka będzie jutro przed 14:00.", "<Dobrze, dzięki."}},
    {Purpose::order,
     {"<Czy mogę zmienić adres w zamówieniu {order}?", ">Tak, jeszcze nie wyszło. Jaki ma być nowy?",
      "<Ta sama ulica, numer 14.", ">Zmienione. Damy znać, kiedy wyjedzie.", "<Idealnie."}},
    {Purpose::order, {"<Potrzebuję faktury do zamówienia {order}.", ">Proszę bardzo. [receipt]", "<Mam, dziękuję!"}},
    {Purpose::order,
     {"<{model} przyjechał z rysą na ramie. [picture]",
      ">Bardzo przepraszamy! Możemy wymienić na nowy albo zwrócić 10 procent.", "<Wolę zwrot 10 procent.",
      ">Przelew wychodzi dzisiaj, dotrze za dwa, trzy dni."}},
    {Purpose::service,
     {"<Ile kosztuje pełny przegląd?", ">85 EUR, z wymianą linek i myciem. Zajmuje jeden dzień.",
      "<Da się w tym tygodniu?", ">Tak, proszę przyjechać przed 11.", "<Będę, dzięki."}},
    {Purpose::service,
     {"<Piszczą mi hamulce, tak to brzmi. [voice]", ">To zużyte klocki. 25 EUR i pół godziny, można poczekać.",
      "<Kiedy najlepiej?", ">Dzisiaj do 17:00 albo jutro rano.", "<Przyjadę jutro o 9."}},
    {Purpose::service,
     {"<Czy pęknięta szprycha jest na gwarancji?", ">W pierwszych dwóch latach tak. Jaki jest numer zamówienia?",
      "<{order}", ">Mam, naprawa jest bezpłatna. Wystarczy przynieść koło.", "<Świetnie, dziękuję."}},
};
constexpr std::string_view kGreetings[] = {
    "Dzień dobry! ", "Dzień dobry, mam pytanie. ", "Cześć! ", "Hej! ", "Witam! ", ""};
constexpr std::string_view kGoodbyes[] = {"Proszę bardzo!", "Miłego dnia i dobrej jazdy!", "Do usług, do zobaczenia.",
                                          "Nie ma za co!"};
constexpr std::string_view kNotes[] = {
    "Dzwoniłem, nie odbiera. Spróbuję jutro.", "Stały klient, proszę dorzucić bidon gratis.",
    "Chce płacić w dwóch ratach, zgodziłam się.", "Najpierw sprawdzić stan w drugim sklepie."};
constexpr std::string_view kDays[] = {"wtorku", "środy", "czwartku", "piątku", "soboty"};
constexpr std::string_view kCities[] = {"Gdańsk", "Warszawa", "Kraków", "Poznań", "Wrocław", "Łódź", "Lublin"};
constexpr Phrases kPhrases = {kTalks, kGreetings, kGoodbyes, kNotes, kDays, kCities};

}  // namespace

const Phrases& polish() {
    return kPhrases;
}

}  // namespace parley::sample
