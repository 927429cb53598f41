import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** How much JSON is made before other requests have their turn: well under a millisecond of work. */
const lettersPerPart = 64 * 1024;

function* listParts(name: string, items: Iterable<unknown>, rest: () => object): Generator<string> {
  let text = `{${JSON.stringify(name)}:[`;
  let separator = '';
  for (const item of items) {
    text += separator + JSON.stringify(item);
    separator = ',';
    if (text.length < lettersPerPart) continue;
    yield text;
    text = '';
  }
  const others = JSON.stringify(rest());
  yield `${text}]${others === '{}' ? '' : ','}${others.slice(1)}`;
}

async function* withTurns(first: string, others: Iterable<string>): AsyncGenerator<string> {
  yield first;
  for (const part of others) {
    await nextTurn();
    yield part;
  }
}

/**
 * Answers with an object whose first field is a list that may be long. The items of a long one are made while the client
 * reads, so that neither the list nor its text is ever whole in memory, and other requests are answered meanwhile.
 * @param name of the first field
 * @param rest the other fields; called once all items are made
 */
export const sendList = (
  reply: FastifyReply,
  name: string,
  items: Iterable<unknown>,
  rest: () => object = () => ({}),
): void => {
  const parts = listParts(name, items, rest);
  const first = parts.next().value as string;
  const second = parts.next();
  reply.type('application/json; charset=utf-8');
  if (second.done) reply.send(first);
  else reply.send(Readable.from(withTurns(first + second.value, parts), { highWaterMark: 1 }));
};
