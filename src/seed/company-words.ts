import { type Name, toName } from './names.ts';
import { industries } from './vocabulary.ts';

const words = (text: string): readonly Name[] => text.split(' ').map(toName);

/** What the names of companies of an industry end with, in the language of a country. A word belongs to one industry alone. */
export type CompanyWords = Readonly<Record<string, readonly Name[]>>;

export const englishWords: CompanyWords = Object.fromEntries(
  industries.map((industry) => [industry.name, industry.words.map(toName)]),
);
export const germanWords: CompanyWords = {
  Technology: words('Software Informatik Systeme Datentechnik IT-Lösungen/itloesungen'),
  Healthcare: words('Kliniken Medizintechnik Pflege Gesundheit'),
  'Financial Services': words('Bank Versicherungen Finanz'),
  Manufacturing: words('Maschinenbau Werke Metallbau'),
  Retail: words('Handel Versand Märkte/maerkte'),
  Education: words('Akademie Bildung'),
  Construction: words('Bau Hochbau Tiefbau'),
  Energy: words('Energie Solar Windkraft'),
  Media: words('Verlag Medien'),
  Hospitality: words('Hotels Gastronomie'),
};
export const frenchWords: CompanyWords = {
  Technology: words('Informatique Logiciels Numérique Systèmes'),
  Healthcare: words('Santé Cliniques Médical'),
  'Financial Services': words('Banque Assurances Finance'),
  Manufacturing: words('Industrie Mécanique Usinage'),
  Retail: words('Distribution Commerce'),
  Education: words('Formation Écoles'),
  Construction: words('Bâtiment Constructions'),
  Energy: words('Énergie Solaire'),
  Media: words('Éditions Médias'),
  Hospitality: words('Hôtels Traiteur'),
};
export const spanishWords: CompanyWords = {
  Technology: words('Informática Sistemas Tecnologías'),
  Healthcare: words('Salud Clínicas'),
  'Financial Services': words('Seguros Inversiones Finanzas'),
  Manufacturing: words('Industrias Metalurgia'),
  Retail: words('Comercio Distribuciones'),
  Education: words('Formación/formacion Academias'),
  Construction: words('Construcciones Obras'),
  Energy: words('Energía Renovables'),
  Media: words('Ediciones Comunicación'),
  Hospitality: words('Hoteles Restauración'),
};
export const swedishWords: CompanyWords = {
  Technology: words('Programvara Teknik System IT-konsult'),
  Healthcare: words('Vård Hälsa Kliniken'),
  'Financial Services': words('Finans Försäkring Bank'),
  Manufacturing: words('Industri Mekaniska Verkstad'),
  Retail: words('Handel Butiker'),
  Education: words('Utbildning Skolor'),
  Construction: words('Bygg Entreprenad'),
  Energy: words('Energi Kraft'),
  Media: words('Förlag Tryckeri'),
  Hospitality: words('Hotell Restauranger'),
};
export const polishWords: CompanyWords = {
  Technology: words('Informatyka Systemy Oprogramowanie'),
  Healthcare: words('Klinika Medycyna Zdrowie'),
  'Financial Services': words('Finanse Ubezpieczenia Kapitał'),
  Manufacturing: words('Przemysł Metal Produkcja'),
  Retail: words('Handel Sklepy'),
  Education: words('Edukacja Akademia'),
  Construction: words('Budownictwo Budowa'),
  Energy: words('Energia Energetyka'),
  Media: words('Wydawnictwo Prasa'),
  Hospitality: words('Hotele Gastronomia'),
};

export const greekWords: CompanyWords = {
  Technology: words('Λογισμικό/Software Πληροφορική/Informatics'),
  Healthcare: words('Υγεία/Health Κλινική/Clinic'),
  'Financial Services': words('Επενδύσεις/Invest Ασφάλειες/Insurance'),
  Manufacturing: words('Βιομηχανία/Industry'),
  Retail: words('Εμπορική/Trade'),
  Education: words('Εκπαίδευση/Education'),
  Construction: words('Κατασκευές/Construction'),
  Energy: words('Ενέργεια/Energy'),
  Media: words('Εκδόσεις/Publishing'),
  Hospitality: words('Ξενοδοχεία/Hotels'),
};
export const ukrainianWords: CompanyWords = {
  Technology: words('Софт/Soft Системи/Systems'),
  Healthcare: words('Клініка/Clinic Здоров’я/Health'),
  'Financial Services': words('Фінанс/Finance Капітал/Capital'),
  Manufacturing: words('Завод/Works Пром/Prom'),
  Retail: words('Маркет/Market Торг/Trade'),
  Education: words('Академія/Academy'),
  Construction: words('Буд/Bud'),
  Energy: words('Енерго/Energo'),
  Media: words('Медіа/Media'),
  Hospitality: words('Готель/Hotel'),
};
export const japaneseWords: CompanyWords = {
  Technology: words('ソフトウェア/software システム/systems 情報技術/joho'),
  Healthcare: words('医療/iryo メディカル/medical'),
  'Financial Services': words('証券/shoken ファイナンス/finance'),
  Manufacturing: words('製作所/seisakusho 工業/kogyo'),
  Retail: words('商店/shoten 百貨店/hyakkaten'),
  Education: words('学園/gakuen 教育/kyoiku'),
  Construction: words('建設/kensetsu 工務店/komuten'),
  Energy: words('電力/denryoku エネルギー/energy'),
  Media: words('出版/shuppan 放送/hoso'),
  Hospitality: words('旅館/ryokan ホテル/hotel'),
};
export const koreanWords: CompanyWords = {
  Technology: words('소프트/soft 시스템즈/systems 정보통신/it'),
  Healthcare: words('메디컬/medical 의료재단/healthcare'),
  'Financial Services': words('캐피탈/capital 자산운용/asset'),
  Manufacturing: words('산업/industries 정밀/precision'),
  Retail: words('유통/retail 마트/mart'),
  Education: words('에듀/edu 교육/education'),
  Construction: words('건설/construction 종합건설/builders'),
  Energy: words('에너지/energy 전력/power'),
  Media: words('미디어/media 출판/publishing'),
  Hospitality: words('호텔/hotel 리조트/resort'),
};
export const arabicWords: CompanyWords = {
  Technology: words('للبرمجيات/software لتكنولوجيا_المعلومات/it'),
  Healthcare: words('للرعاية_الصحية/healthcare للخدمات_الطبية/medical'),
  'Financial Services': words('للاستثمار/invest للتأمين/insurance'),
  Manufacturing: words('للصناعات/industries'),
  Retail: words('للتجارة/trade'),
  Education: words('للتعليم/education'),
  Construction: words('للمقاولات/contracting'),
  Energy: words('للطاقة/energy'),
  Media: words('للإعلام/media'),
  Hospitality: words('للفنادق/hotels'),
};

const placeBeginnings =
  'Alder Ash Black Bright Castle Clear Crown Fair Fern Glen High Iron Kings Lake Long Maple North Oak Red River Silver Spring Stone Summer Sun West White Wood';
const placeEndings = 'bridge brook field ford gate hill lake port view well';

/** Names of companies in English-speaking countries, besides those of their founders. */
export const englishPlaces: readonly Name[] = placeBeginnings
  .split(' ')
  .flatMap((beginning) => placeEndings.split(' ').map((ending) => toName(beginning + ending)));

/** Names of Korean companies: few are called by the name of a founder. */
export const koreanPlaces = words(
  '한빛/Hanbit 새롬/Saerom 대성/Daesung 동양/Dongyang 우리들/Wooridul 푸른/Pureun 하늘/Haneul 미래/Mirae 가람/Garam 다온/Daon 온누리/Onnuri 참좋은/Chamjoeun 나래/Narae 해오름/Haeoreum 새벽/Saebyeok 늘푸른/Neulpureun 한울/Hanul 두레/Dure 바른/Bareun 아라/Ara 마루/Maru 이음/Ieum 도담/Dodam 라온/Raon',
);
