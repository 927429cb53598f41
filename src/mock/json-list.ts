import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** How much JSON is made before other requests have their turn: well under a millisecond of work. */
const lettersPerTurn = 64 * 1024;

async function* listText(name: string, items: Iterable<unknown>, rest: () => object): AsyncGenerator<string> {
  let text = `{${JSON.stringify(name)}:[`;
  let separator = '';
  for (const item of items) {
    text += separator + JSON.stringify(item);
    separator = ',';
    if (text.length < lettersPerTurn) continue;
    yield text;
    text = '';
    await nextTurn();
  }
  yield `${text}],${JSON.stringify(rest()).slice(1)}`;
}

/**
 * Answers with an object whose first field is a list that may be long. Its items are made while the client reads, so that
 * neither the list nor its text is ever whole in memory, and other requests are answered meanwhile.
 * @param name of the first field
 * @param rest the other fields, at least one; called once all items are made
 */
export const sendList = (reply: FastifyReply, name: string, items: Iterable<unknown>, rest: () => object): void => {
  reply.type('application/json; charset=utf-8').send(Readable.from(listText(name, items, rest), { highWaterMark: 1 }));
};
