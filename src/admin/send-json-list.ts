import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';

/** The characters of JSON that are written before other requests run. Writing them takes much less than a millisecond. */
const chunkLength = 64 * 1024;

function* listChunks(name: string, items: Iterable<unknown>, otherFields: () => object): Generator<string> {
  let text = `{${JSON.stringify(name)}:[`;
  let separator = '';
  for (const item of items) {
    text += separator + JSON.stringify(item);
    separator = ',';
    if (text.length < chunkLength) continue;
    yield text;
    text = '';
  }
  const others = JSON.stringify(otherFields());
  yield `${text}]${others === '{}' ? '' : ','}${others.slice(1)}`;
}

async function* yieldBetween(first: string, others: Iterable<string>): AsyncGenerator<string> {
  yield first;
  for (const chunk of others) {
    await nextTurn();
    yield chunk;
  }
}

/**
 * Sends an object whose first field is a list that may be long. A long list is read and written while the client receives
 * it. So the whole list is never in memory, and other requests run between its parts.
 * @param name the name of the first field
 * @param otherFields returns the other fields; called once all items are written
 */
export const sendJsonList = (
  reply: FastifyReply,
  name: string,
  items: Iterable<unknown>,
  otherFields: () => object = () => ({}),
): void => {
  const chunks = listChunks(name, items, otherFields);
  const first = chunks.next().value as string;
  const second = chunks.next();
  reply.type('application/json; charset=utf-8');
  if (second.done) reply.send(first);
  else reply.send(Readable.from(yieldBetween(first + second.value, chunks), { highWaterMark: 1 }));
};
