import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens a connection. If the connection breaks later, the socket closes without an error. */
export const connectTo = async (url: string): Promise<Socket> => {
  const { port, hostname } = new URL(url);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket.on('error', () => {});
};

/** Reads everything that the server sends until it ends its side, or until the connection breaks. */
export const readToEnd = async (socket: Socket): Promise<string> => {
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  await Promise.race([once(socket, 'end'), once(socket, 'close')]);
  return Buffer.concat(parts).toString('latin1');
};

/** Sends these bytes unchanged and reads the answer to its end. The client does not end its own side. */
export const sendRaw = async (url: string, bytes: string | Buffer): Promise<string> => {
  const socket = await connectTo(url);
  socket.write(bytes);
  const text = await readToEnd(socket);
  socket.destroy();
  return text;
};
