import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { TSchema } from '@sinclair/typebox';
import { Value, type ValueError, ValueErrorType } from '@sinclair/typebox/value';
import { parse } from 'csv-parse/sync';
import { deepest, shapeOf } from '../json-shape.ts';
import { isHidden } from '../paths.ts';
import { type FixtureKind, fixtureFiles } from './fixture-schemas.ts';

/** What is wrong in one place of a fixture file. */
export type Fault = { file: string; pointer: string; expected: string; found: string };

/** Where a value of a fixture stands, for what is said about it. */
export type Place = { file: string; pointer: string };

const folders = ['schema'];
const kinds = Object.keys(fixtureFiles) as FixtureKind[];

/** A value as a fault shows it: JSON, cut where it is long; nothing where there is none. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'nothing';
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    return 'a value that is nested too deeply';
  }
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
};

const readText = (file: string): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(readFileSync(file));

const reason = (error: unknown): string =>
  error instanceof TypeError ? 'bytes that are no UTF-8' : (error as Error).message.replaceAll(/\s+/g, ' ');

/** The content of a JSON file; undefined, with a fault added, where it can't be read. */
export const readJson = (file: string, faults: Fault[]): unknown => {
  try {
    const text = readText(file);
    if (shapeOf(text).depth > deepest) throw new Error(`lists and objects nested deeper than ${deepest}`);
    return JSON.parse(text);
  } catch (error) {
    faults.push({ file, pointer: '', expected: 'a JSON file in UTF-8', found: reason(error) });
    return undefined;
  }
};

/** The rows of a CSV file, each an object by the names of its header; undefined, with a fault added, where it can't be read. */
export const readCsv = (file: string, faults: Fault[]): Record<string, string>[] | undefined => {
  try {
    const [header = [], ...rows] = parse(readText(file), { bom: true }) as string[][];
    const twice = header.find((name, index) => header.indexOf(name) !== index);
    if (header.length === 0 || twice !== undefined) {
      const found = twice === undefined ? 'an empty file' : `${shown(twice)} twice`;
      faults.push({ file, pointer: '', expected: 'a header row of different names', found });
      return undefined;
    }
    return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
  } catch (error) {
    faults.push({
      file,
      pointer: '',
      expected: 'a CSV file in UTF-8 whose rows have as many values as its header',
      found: reason(error),
    });
    return undefined;
  }
};

/** What was expected where the value is wrong; of a key that may not be there, the schema is its object's. */
const expectation = (schema: TSchema, isUnknownKey: boolean): string => {
  if (isUnknownKey && schema.properties) return `no such key; known are ${Object.keys(schema.properties).join(', ')}`;
  return schema.takes ?? (schema.description ? `${schema.type}: ${schema.description}` : String(schema.type));
};

const faultOf = ({ type, schema, path, message, value }: ValueError, place: Place): Fault => ({
  file: place.file,
  pointer: place.pointer + path,
  expected: expectation(schema, message === 'Unexpected property'),
  found: type === ValueErrorType.ArrayMaxItems ? `a list of ${(value as unknown[]).length}` : shown(value),
});

/** The faults of a value against a schema, one a place. */
export const checkSchema = (schema: TSchema, value: unknown, place: Place): Fault[] => {
  const byPath = new Map<string, Fault>();
  for (const error of Value.Errors(schema, value)) {
    if (!byPath.has(error.path)) byPath.set(error.path, faultOf(error, place));
  }
  return [...byPath.values()];
};

/** The first of them, without a look for others. */
export const firstFault = (schema: TSchema, value: unknown): Fault | undefined => {
  const error = Value.Errors(schema, value).First();
  return error && faultOf(error, { file: '', pointer: '' });
};

/** Whether there is something of that name, a link that leads nowhere among it. */
const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The file or files of a kind: KIND.json, then all of the folder KIND by name. */
const filesOf = (folder: string, kind: FixtureKind): string[] => {
  const one = join(folder, `${kind}.json`);
  const many = join(folder, kind);
  const inside = statSync(many, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(many).sort() : [];
  const files = inside.filter((name) => name.endsWith('.json')).map((name) => join(many, name));
  return isThere(one) ? [one, ...files] : files;
};

/** An entry of a fixture file and where it stands. */
export type Entry<T> = { value: T; place: Place };

/**
 * All entries of one kind, from all its files, that are as the schema says; faults of the others are added to the list.
 * @param folder the folder of fixtures
 */
export const readKind = <T>(folder: string, kind: FixtureKind, faults: Fault[]): Entry<T>[] =>
  filesOf(folder, kind).flatMap((file) => {
    const unreadable: Fault[] = [];
    const content = readJson(file, unreadable);
    const wrong = unreadable.length > 0 ? [] : checkSchema(fixtureFiles[kind], content, { file, pointer: '' });
    // Spread, many are more than a stack holds.
    for (const each of [unreadable, wrong].flat()) faults.push(each);
    const values = (content as Record<string, T | T[]> | undefined)?.[kind];
    const entries: Entry<T>[] = Array.isArray(values)
      ? values.map((value, index) => ({ value, place: { file, pointer: `/${kind}/${index}` } }))
      : [{ value: values as T, place: { file, pointer: `/${kind}` } }];
    // A fault at or below an entry breaks that one, and one above them all.
    const depth = Array.isArray(values) ? 3 : 2;
    const broken = new Set(wrong.map(({ pointer }) => pointer.split('/').slice(0, depth).join('/')));
    const isSound = ({ place }: Entry<T>): boolean => !['', `/${kind}`, place.pointer].some((each) => broken.has(each));
    return values === undefined || values === null ? [] : entries.filter(isSound);
  });

/** Faults for what lies in the folder under a name that nothing reads: most likely a name with a typing error. */
export const checkNames = (folder: string, used: ReadonlySet<string>): Fault[] =>
  readdirSync(folder)
    .sort()
    .filter((name) => !isHidden(name))
    .filter((name) => {
      const path = join(folder, name);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
        const reads = (file: string): boolean => dirname(relative(path, file)) === '.' && !file.startsWith('..');
        return !kinds.includes(name as FixtureKind) && !folders.includes(name) && ![...used].some(reads);
      }
      const isKind = kinds.some((kind) => name === `${kind}.json`);
      return /\.(json|csv)$/.test(name) && !isKind && !used.has(path);
    })
    .map((name) => ({
      file: join(folder, name),
      pointer: '',
      expected: `${kinds.map((kind) => `${kind}.json`).join(', ')}, a folder of one of these names, or a file that a job names`,
      found: 'a name that nothing reads',
    }));
