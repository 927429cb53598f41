import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection, once it is there. What it breaks by is no error: it closes. */
export const dial = async (url: string): Promise<Socket> => {
  const { port, hostname } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket.on('error', () => {});
};

/** All that the server says until it ends its side, or the connection breaks. */
export const heard = async (socket: Socket): Promise<string> => {
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  await Promise.race([once(socket, 'end'), once(socket, 'close')]);
  return Buffer.concat(parts).toString('latin1');
};

/** What the server says to these bytes, just as they are. The client's side stays open. */
export const say = async (url: string, bytes: string | Buffer): Promise<string> => {
  const socket = await dial(url);
  socket.write(bytes);
  const text = await heard(socket);
  socket.destroy();
  return text;
};
