import { createHash } from 'node:crypto';
import type { Faker } from '@faker-js/faker';
import { faker as en } from '@faker-js/faker/locale/en';

/** Draws that follow from a name alone: the same on every machine and in every year, whatever else is drawn. */
export type Draw = {
  /** A whole number from 0 up to, but not including, the limit. */
  below: (limit: number) => number;
  /** True this often, from 0 to 1. */
  chance: (probability: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
  /** One of the list, each as often as its weight says. */
  weighted: <T extends { weight: number }>(list: readonly T[]) => T;
  uuid: () => string;
};

const FakerClass = en.constructor as typeof Faker;

const hexDigits = (number: number): string => number.toString(16).padStart(8, '0');

/**
 * Makes sources of draws one after the other, each named by its parts. The next one ends the one before: this takes
 * a third of the time of as many calls of draw().
 */
export const drawer = (): ((...parts: readonly (string | number)[]) => Draw) => {
  const faker = new FakerClass({ locale: en.rawDefinitions });
  const below = (limit: number): number => faker.number.int(limit - 1);
  const word = (): string => hexDigits(faker.number.int(0xffff_ffff));
  const source: Draw = {
    below,
    chance: (probability) => faker.number.float() < probability,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    weighted: (list) => {
      let rest = faker.number.float() * list.reduce((sum, { weight }) => sum + weight, 0);
      const chosen = list.find(({ weight }) => {
        rest -= weight;
        return rest < 0;
      });
      return (chosen ?? list.at(-1)) as (typeof list)[number];
    },
    uuid: () => {
      const [a, b, c, d] = [word(), word(), word(), word()];
      const variant = '89ab'[Number.parseInt(c[0] as string, 16) & 3];
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
  };
  return (...parts) => {
    const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
    faker.seed([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
    return source;
  };
};

/** A source of draws, faker's own, named by its parts (such as the seed and a job's id). */
export const draw = (...parts: readonly (string | number)[]): Draw => drawer()(...parts);
