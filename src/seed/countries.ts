import {
  arabicWords,
  type CompanyWords,
  englishPlaces,
  englishWords,
  frenchWords,
  germanWords,
  greekWords,
  japaneseWords,
  koreanPlaces,
  koreanWords,
  polishWords,
  spanishWords,
  swedishWords,
  ukrainianWords,
} from './company-words.ts';
import * as names from './names.ts';
import * as nicknames from './nicknames.ts';

/** A place of offices. What ends in `_pattern` is filled in by fromPattern(). */
export type Office = {
  city: string;
  state: string;
  postal_pattern: string;
  /** A landline that is reserved for fiction; undefined where the country has no such range. */
  phone_pattern: string | undefined;
};

/** Where offices are, how common each country is, and what its people, companies and places are called. */
export type Country = {
  name: string;
  weight: number;
  names: names.Names;
  /** None where the language has no common ones. */
  nicknames?: nicknames.Nicknames;
  /** What names of companies begin with: the name of a founder, or in some countries of a place. */
  founders: readonly names.Name[];
  places: readonly names.Name[];
  /** What names of companies end with. */
  companyWords: CompanyWords;
  /** Between the two. */
  joiner: string;
  /** Names of companies with and without their legal form; `*` is the name itself. */
  legalForms: readonly string[];
  offices: readonly Office[];
  /** Nobody's street: it is called "Example" in the country's own language. */
  street_pattern: string;
  /** Mobile numbers that are reserved for fiction; none where the country has no such range. */
  mobile_patterns: readonly string[];
};

/** Offices from `city, state, postal code, phone`, with `; ` between them. */
const offices = (text: string): Office[] =>
  text.split('; ').map((office) => {
    const [city = '', state = '', postal_pattern = '', phone_pattern] = office.split(', ');
    return { city, state, postal_pattern, phone_pattern };
  });

/**
 * 555-0100 to 555-0199 are reserved for fiction in every area code (NANPA, 555 Line Number Assignment Guidelines).
 * The United States, Canada and companies without a range of their own use them.
 */
const northAmerican = (areaCodes: string): string[] => areaCodes.split(' ').map((code) => `+1 ${code} 555 01##`);

/** An office in the United States: what people have whose country reserves no numbers. */
export const americanOfficePhones = northAmerican('202 212 303 312 404 415 512 617');

/** ACMA, "Phone numbers for use in TV shows, films and creative works": these mobile numbers alone. */
const australianMobiles = (
  '570006 570156 570157 570158 570159 570110 570313 570737 571266 571491 571804 572549 572665 572983 573770 ' +
  '573087 574118 574632 575254 575789 576398 576801 577426 577644 578957 578148 578888 579212 579760 579455'
)
  .split(' ')
  .map((digits) => `+61 491 ${digits.slice(0, 3)} ${digits.slice(3)}`);

type Setting = Omit<Country, 'founders' | 'places' | 'companyWords' | 'joiner' | 'offices'> &
  Partial<Pick<Country, 'founders' | 'places' | 'companyWords' | 'joiner'>> & { offices: string };

const country = (setting: Setting): Country => ({
  joiner: ' ',
  founders: setting.names.surnames.map(({ man }) => man),
  places: [],
  companyWords: englishWords,
  ...setting,
  offices: offices(setting.offices),
});

const english: Country[] = [
  country({
    name: 'United States',
    weight: 42,
    names: names.american,
    nicknames: nicknames.english,
    places: englishPlaces,
    legalForms: ['*', '*', '*, Inc.', '* Inc.', '* LLC', '* Corp.'],
    offices:
      'San Francisco, California, 941##, +1 415 555 01##; Austin, Texas, 787##, +1 512 555 01##; ' +
      'Boston, Massachusetts, 021##, +1 617 555 01##; Denver, Colorado, 802##, +1 303 555 01##; ' +
      'New York, New York, 100##, +1 212 555 01##; Chicago, Illinois, 606##, +1 312 555 01##; ' +
      'Atlanta, Georgia, 303##, +1 404 555 01##; Seattle, Washington, 981##, +1 206 555 01##; ' +
      'Miami, Florida, 331##, +1 305 555 01##; Phoenix, Arizona, 850##, +1 602 555 01##; ' +
      'Columbus, Ohio, 432##, +1 614 555 01##; Minneapolis, Minnesota, 554##, +1 612 555 01##',
    street_pattern: '%## Example Avenue',
    mobile_patterns: northAmerican(
      '201 203 206 209 213 214 215 216 224 240 248 253 262 267 281 301 310 314 323 330 346 352 360 385 402 408 ' +
        '410 414 424 425 443 469 470 480 503 505 510 513 515 520 530 541 551 559 561 571 585 603 608 610 615 619 ' +
        '623 626 630 646 650 651 657 661 678 682 702 703 704 713 714 716 718 720 727 732 737 754 757 760 763 770 ' +
        '772 773 774 781 801 804 805 808 813 816 817 818 828 832 847 856 858 862 901 904 908 909 913 914 916 917 ' +
        '919 920 925 929 937 941 949 951 952 954 959 970 971 972 973 980 984',
    ),
  }),
  country({
    name: 'United Kingdom',
    weight: 11,
    names: names.british,
    nicknames: nicknames.english,
    places: englishPlaces,
    legalForms: ['*', '*', '* Ltd', '* Limited', '* plc'],
    // Ofcom, "Telephone numbers for use in TV and radio drama programmes": 020 7946 0xxx, 029 2018 0xxx, 0xxx 496 0xxx.
    offices:
      'London, England, EC%A %@@, +44 20 7946 0###; Leeds, England, LS% %@@, +44 113 496 0###; ' +
      'Manchester, England, M% %@@, +44 161 496 0###; Birmingham, England, B% %@@, +44 121 496 0###; ' +
      'Cardiff, Wales, CF% %@@, +44 29 2018 0###; Edinburgh, Scotland, EH% %@@, +44 131 496 0###',
    street_pattern: '%# Example Road',
    mobile_patterns: ['+44 7700 900###'],
  }),
  country({
    name: 'Canada',
    weight: 5,
    names: names.canadian,
    nicknames: nicknames.english,
    places: englishPlaces,
    legalForms: ['*', '*', '* Inc.', '* Ltd.'],
    offices:
      'Toronto, Ontario, M5@ %@%, +1 416 555 01##; Vancouver, British Columbia, V6@ %@%, +1 604 555 01##; ' +
      'Montréal, Quebec, H3@ %@%, +1 514 555 01##; Calgary, Alberta, T2@ %@%, +1 403 555 01##',
    street_pattern: '%## Example Street',
    mobile_patterns: northAmerican('226 236 250 289 343 365 416 437 438 450 514 587 604 613 647 778 780 825 902 905'),
  }),
  country({
    name: 'Australia',
    weight: 3,
    names: names.australian,
    nicknames: nicknames.english,
    places: englishPlaces,
    legalForms: ['*', '*', '* Pty Ltd', '* Limited'],
    // ACMA, as above: (02), (03), (07) and (08) 5550 xxxx and 7010 xxxx.
    offices:
      'Sydney, New South Wales, 20##, +61 2 5550 ####; Melbourne, Victoria, 30##, +61 3 5550 ####; ' +
      'Brisbane, Queensland, 40##, +61 7 5550 ####; Perth, Western Australia, 60##, +61 8 5550 ####',
    street_pattern: '%# Example Street',
    mobile_patterns: australianMobiles,
  }),
  country({
    name: 'Ireland',
    weight: 2,
    names: names.irish,
    nicknames: nicknames.english,
    legalForms: ['*', '* Ltd', '* DAC'],
    // ComReg, "Numbering Conditions of Use and Application Process": 020 91x xxxx is for drama; no landline or mobile.
    offices:
      'Dublin, Leinster, D0% @%@%, +353 20 91# ####; Cork, Munster, T12 @%@%, +353 20 91# ####; ' +
      'Galway, Connacht, H91 @%@%, +353 20 91# ####',
    street_pattern: '%# Example Street',
    mobile_patterns: ['+353 20 91# ####'],
  }),
];

const european: Country[] = [
  country({
    name: 'Germany',
    weight: 8,
    names: names.german,
    nicknames: nicknames.german,
    companyWords: germanWords,
    legalForms: ['*', '*', '* GmbH', '* AG', '* GmbH & Co. KG'],
    // Bundesnetzagentur, notice 148/2021, "Rufnummern für Medienproduktionen": 1000 landlines in each of five cities,
    // and of mobile numbers a block of 100 and some single ones.
    offices:
      'Berlin, Berlin, 101##, +49 30 23125###; Frankfurt am Main, Hessen, 603##, +49 69 90009###; ' +
      'Hamburg, Hamburg, 203##, +49 40 66969###; Köln, Nordrhein-Westfalen, 506##, +49 221 4710###; ' +
      'München, Bayern, 803##, +49 89 99998###',
    street_pattern: 'Beispielstraße %#',
    mobile_patterns: ['+49 171 39200##'],
  }),
  country({
    name: 'France',
    weight: 7,
    names: names.french,
    nicknames: nicknames.french,
    companyWords: frenchWords,
    legalForms: ['*', '*', '* SAS', '* SA', '* SARL'],
    // Arcep, decision 2018-0881: 01 99 00, 02 61 91, 03 53 01, 04 65 71, 05 36 49 and 06 39 98 are for audiovisual works.
    offices:
      'Paris, Île-de-France, 7500%, +33 1 99 00 ## ##; Lyon, Auvergne-Rhône-Alpes, 6900%, +33 4 65 71 ## ##; ' +
      'Orléans, Centre-Val de Loire, 45000, +33 2 61 91 ## ##; Lille, Hauts-de-France, 59000, +33 3 53 01 ## ##; ' +
      'Toulouse, Occitanie, 31000, +33 5 36 49 ## ##',
    street_pattern: "%# rue de l'Exemple",
    mobile_patterns: ['+33 6 39 98 ## ##'],
  }),
  country({
    name: 'Spain',
    weight: 5,
    names: names.spanish,
    nicknames: nicknames.spanish,
    companyWords: spanishWords,
    legalForms: ['*', '*', '* S.L.', '* S.A.'],
    offices: 'Madrid, Madrid, 280##; Barcelona, Cataluña, 080##; Málaga, Andalucía, 290##; A Coruña, Galicia, 150##',
    street_pattern: 'Calle Ejemplo, %#',
    mobile_patterns: [],
  }),
  country({
    name: 'Sweden',
    weight: 4,
    names: names.swedish,
    nicknames: nicknames.swedish,
    companyWords: swedishWords,
    legalForms: ['*', '* AB', '* AB'],
    // PTS, "Telefonnummer för användning i böcker och filmer m.m.": 100 landlines in each of these cities, and 070-174 06 05 to 99.
    offices:
      'Stockholm, Stockholms län, 11# ##, +46 8 465 004 ##; Malmö, Skåne, 21# ##, +46 40 628 04 ##; ' +
      'Göteborg, Västra Götaland, 41# ##, +46 31 390 06 ##',
    street_pattern: 'Exempelgatan %#',
    mobile_patterns: ['+46 70 174 06 %#'],
  }),
  country({
    name: 'Poland',
    weight: 4,
    names: names.polish,
    nicknames: nicknames.polish,
    companyWords: polishWords,
    legalForms: ['*', '* Sp. z o.o.', '* S.A.'],
    offices: 'Warszawa, Mazowieckie, 00-###; Łódź, Łódzkie, 90-###; Kraków, Małopolskie, 30-###',
    street_pattern: 'ul. Przykładowa %#',
    mobile_patterns: [],
  }),
  country({
    name: 'Greece',
    weight: 2,
    names: names.greek,
    companyWords: greekWords,
    legalForms: ['*', '* Α.Ε.', '* Ε.Π.Ε.'],
    offices: 'Αθήνα, Αττική, 105 ##; Θεσσαλονίκη, Κεντρική Μακεδονία, 546 ##; Πάτρα, Δυτική Ελλάδα, 262 ##',
    street_pattern: 'Οδός Παραδείγματος %#',
    mobile_patterns: [],
  }),
  country({
    name: 'Ukraine',
    weight: 2,
    names: names.ukrainian,
    nicknames: nicknames.ukrainian,
    companyWords: ukrainianWords,
    legalForms: ['*', 'ТОВ «*»', 'ПрАТ «*»'],
    offices: 'Київ, Київ, 01###; Одеса, Одеська область, 65###; Львів, Львівська область, 79###',
    street_pattern: 'вул. Прикладна, %#',
    mobile_patterns: [],
  }),
];

const others: Country[] = [
  country({
    name: 'Japan',
    weight: 3,
    names: names.japanese,
    companyWords: japaneseWords,
    joiner: '',
    legalForms: ['*', '*株式会社', '株式会社*'],
    offices: '東京, 東京都, 10#-00##; 大阪, 大阪府, 530-00##; 名古屋, 愛知県, 460-00##',
    street_pattern: '例示町%-%-%#',
    mobile_patterns: [],
  }),
  country({
    name: 'South Korea',
    weight: 2,
    names: names.korean,
    founders: [],
    places: koreanPlaces,
    companyWords: koreanWords,
    joiner: '',
    legalForms: ['*', '(주)*', '* 주식회사'],
    offices: '서울, 서울특별시, 04###; 부산, 부산광역시, 48###',
    street_pattern: '예시로 %#',
    mobile_patterns: [],
  }),
  country({
    name: 'Egypt',
    weight: 2,
    names: names.egyptian,
    companyWords: arabicWords,
    legalForms: ['*', 'شركة *'],
    offices: 'القاهرة, القاهرة, 115##; الإسكندرية, الإسكندرية, 215##',
    street_pattern: '%# شارع المثال',
    mobile_patterns: [],
  }),
];

export const countries: readonly Country[] = [...english, ...european, ...others];
