// Downloads one path with as little work of its own as possible, and prints the time and the size as JSON.
// Arguments: port, path, Authorization, and a mode: `whole` (default), `first` (stop at the first byte of the body),
// `repeat` (download again and again) or `slow` (read 64 KiB every 50 ms, for the number of seconds that follows).
import { connect } from 'node:net';

const [port, path, authorization, mode = 'whole', seconds = '5'] = process.argv.slice(2);
const lastChunk = Buffer.from('\r\n0\r\n\r\n');
const headersEnd = Buffer.from('\r\n\r\n');

const download = (): Promise<{ ms: number; firstByteMs: number; bytes: number }> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const buffer = Buffer.allocUnsafe(64 * 1024);
    let [firstByteMs, bytes] = [Number.NaN, 0];
    let tail: Buffer = Buffer.alloc(0);
    const finish = (): void => {
      socket.destroy();
      resolve({ ms: performance.now() - startedAt, firstByteMs, bytes });
    };
    /** Returns whether the socket may be read on at once. */
    const receive = (length: number): boolean => {
      const part = buffer.subarray(0, length);
      bytes += length;
      if (Number.isNaN(firstByteMs)) {
        tail = Buffer.concat([tail, part]);
        const end = tail.indexOf(headersEnd);
        if (end < 0 || tail.length === end + headersEnd.length) return true;
        if (!tail.subarray(0, 16).includes(' 200 ')) reject(new Error(tail.subarray(0, 300).toString()));
        firstByteMs = performance.now() - startedAt;
        if (mode === 'first') finish();
      }
      tail = Buffer.concat([tail.subarray(-lastChunk.length), part.subarray(-lastChunk.length)]);
      if (tail.subarray(-lastChunk.length).equals(lastChunk)) finish();
      if (mode !== 'slow') return true;
      setTimeout(() => socket.resume(), 50);
      return false;
    };
    const socket = connect({ host: '127.0.0.1', port: Number(port), onread: { buffer, callback: receive } });
    socket.once('error', reject).once('end', () => reject(new Error(`the answer ended after ${bytes} bytes`)));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: ${authorization}\r\n\r\n`);
    if (mode === 'slow') setTimeout(finish, Number(seconds) * 1000);
  });

let result = await download();
while (mode === 'repeat') result = await download();
process.stdout.write(JSON.stringify(result));
