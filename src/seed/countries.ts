import type { Faker } from '@faker-js/faker';
import { faker as ar } from '@faker-js/faker/locale/ar';
import { faker as de } from '@faker-js/faker/locale/de';
import { faker as el } from '@faker-js/faker/locale/el';
import { faker as en } from '@faker-js/faker/locale/en';
import { faker as es } from '@faker-js/faker/locale/es';
import { faker as fr } from '@faker-js/faker/locale/fr';
import { faker as ja } from '@faker-js/faker/locale/ja';
import { faker as ko } from '@faker-js/faker/locale/ko';
import { faker as pl } from '@faker-js/faker/locale/pl';
import { faker as sv } from '@faker-js/faker/locale/sv';
import { faker as uk } from '@faker-js/faker/locale/uk';

/** Where offices are, how common each country is, and what its people and places are called. */
export type Country = {
  name: string;
  weight: number;
  firstNames: readonly string[];
  lastNames: readonly string[];
  offices: readonly { city: string; state: string }[];
};

const places = (text: string): Country['offices'] =>
  text.split('; ').map((place) => {
    const [city = '', state = ''] = place.split(', ');
    return { city, state };
  });

const country = (name: string, weight: number, words: Faker, offices: string): Country => {
  const { first_name, last_name } = words.definitions.person;
  return {
    name,
    weight,
    firstNames: [...(first_name.female ?? []), ...(first_name.male ?? [])],
    lastNames: last_name.generic ?? [...(last_name.female ?? []), ...(last_name.male ?? [])],
    offices: places(offices),
  };
};

export const countries: readonly Country[] = [
  country('United States', 46, en, 'San Francisco, California; Austin, Texas; Boston, Massachusetts; Denver, Colorado'),
  country('United Kingdom', 11, en, 'London, England; Leeds, England; Cardiff, Wales; Edinburgh, Scotland'),
  country('Germany', 8, de, 'München, Bayern; Köln, Nordrhein-Westfalen; Hamburg, Hamburg'),
  country('France', 7, fr, 'Paris, Île-de-France; Lyon, Auvergne-Rhône-Alpes; Orléans, Centre-Val de Loire'),
  country('Spain', 5, es, 'Málaga, Andalucía; Madrid, Madrid; A Coruña, Galicia'),
  country('Sweden', 4, sv, 'Malmö, Skåne; Göteborg, Västra Götaland'),
  country('Poland', 4, pl, 'Łódź, Łódzkie; Kraków, Małopolskie'),
  country('Greece', 3, el, 'Αθήνα, Αττική; Πάτρα, Δυτική Ελλάδα'),
  country('Ukraine', 3, uk, 'Київ, Київ; Одеса, Одеська область'),
  country('Japan', 4, ja, '東京, 東京都; 大阪, 大阪府'),
  country('South Korea', 3, ko, '서울, 서울특별시; 부산, 부산광역시'),
  country('Egypt', 2, ar, 'القاهرة, القاهرة; الإسكندرية, الإسكندرية'),
];
