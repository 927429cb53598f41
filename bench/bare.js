// Bare Fastify: the same constant for every request. It is plain JavaScript, so that it starts as fast as Fastify can.
import Fastify from 'fastify';

const [port = 0, bytes = 0] = process.argv.slice(2).map(Number);
const frame = JSON.stringify({ constant: '' });
const text = frame.replace('""', `"${'x'.repeat(Math.max(0, bytes - frame.length))}"`);

const app = Fastify();
app.get('/*', (_request, reply) => reply.type('application/json').send(text));
await app.listen({ host: '127.0.0.1', port });
