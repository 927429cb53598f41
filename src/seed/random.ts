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

/** @param next gives a number from 0 up to, but not including, 1 */
const drawsFrom = (next: () => number): Draw => {
  const below = (limit: number): number => Math.floor(next() * limit);
  const word = (): string => hexDigits(below(2 ** 32));
  return {
    below,
    chance: (probability) => next() < probability,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
    weighted: (list) => {
      let rest = next() * list.reduce((sum, { weight }) => sum + weight, 0);
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
};

type Parts = readonly (string | number)[];

const digestOf = (parts: Parts): Buffer => createHash('sha256').update(JSON.stringify(parts)).digest();

/** A source of draws, faker's own, named by its parts (such as the seed and a job's id). */
export const draw = (...parts: Parts): Draw => {
  const digest = digestOf(parts);
  const faker = new FakerClass({ locale: en.rawDefinitions });
  faker.seed([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
  return drawsFrom(() => faker.number.float());
};

/** A source of a few draws, named by its parts. It is made in a tenth of the time that draw() takes, and draws more slowly. */
export const drawFew = (...parts: Parts): Draw => {
  let digest: Buffer = Buffer.alloc(0);
  let offset = 0;
  let made = 0;
  return drawsFrom(() => {
    if (offset + 6 > digest.length) {
      digest = digestOf([...parts, made]);
      made += 1;
      offset = 0;
    }
    offset += 6;
    return digest.readUIntBE(offset - 6, 6) / 2 ** 48;
  });
};
